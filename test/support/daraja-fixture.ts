import { readFileSync } from 'node:fs';

/** A body as Daraja sends it, from the recorded ones. */
export const darajaFixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/daraja/${name}.json`, import.meta.url), 'utf8'));
