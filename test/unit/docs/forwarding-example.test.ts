import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { partnerId } from '../../../shared/kernel/identifiers.ts';
import { signedHeaders, signingKeys } from '../../../shared/payments/sign-forward.ts';

interface Example {
  isFromSalio(headers: object, body: string, secret: string, now: number): boolean;
}

const now = Date.UTC(2026, 9, 14, 8, 5);
const [old, fresh] = [1, 2].map((seed) => `whsec_${Buffer.alloc(32, seed).toString('base64')}`) as [
  string,
  string,
];

async function example(): Promise<Example> {
  const page = await readFile(join(import.meta.dirname, '../../../docs/api.md'), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Example;
}

it('tells posts of ours from others', async () => {
  const { isFromSalio } = await example();
  const keys = await signingKeys(
    async () => ({ forwardingSecret: [old, fresh] }),
    Date.now,
  )(partnerId('acme'));
  const headers = signedHeaders(keys.ok ? keys.value : [], 'ntc_1', '{ "a": "ü" }', now);
  expect(isFromSalio(headers, '{ "a": "ü" }', old, now)).toBe(true);
  expect(isFromSalio(headers, '{ "a": "ü" }', fresh, now)).toBe(true);
  expect(isFromSalio(headers, '{"a":"ü"}', fresh, now)).toBe(false);
  expect(isFromSalio(headers, '{ "a": "ü" }', `whsec_${Buffer.alloc(32, 3).toString('base64')}`, now)).toBe(
    false,
  );
  expect(isFromSalio(headers, '{ "a": "ü" }', fresh, now + 301_000)).toBe(false);
});
