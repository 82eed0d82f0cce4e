import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { quarantineReasons } from '../../../shared/mpesa/quarantine.ts';

const docs = join(import.meta.dirname, '../../../docs');

it.each([
  ['api.md', /or put into quarantine:\n([\s\S]*?)\n\n/],
  ['runbooks/quarantine.md', /\n## Impact\n([\s\S]*?)\n## /],
])('docs/%s names every reason why a callback is in quarantine, and no other', (page, list) => {
  const [, told = ''] = list.exec(readFileSync(join(docs, page), 'utf8')) ?? [];
  const named = [...told.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name);
  expect(named.sort()).toEqual([...quarantineReasons].sort());
});
