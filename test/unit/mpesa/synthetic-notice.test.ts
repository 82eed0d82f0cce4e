import { describe, expect, it } from '@jest/globals';
import { openCallback } from '../../../shared/mpesa/callback.ts';
import { isSynthetic, syntheticBody } from '../../../shared/mpesa/synthetic-notice.ts';

const channels = new Map([['c2b/confirmation', 'c2b']]);
const callback = (body: string) => ({
  channel: 'c2b/confirmation',
  tokenSha256: '0'.repeat(64),
  body,
  requestId: 'r',
  receivedAt: 0,
  isRedelivered: false,
});
const nobody = { hook: async () => undefined };
const somebody = { hook: async () => ({ partnerId: 'acme', shortcode: '600111' }) };

describe('a synthetic notice', () => {
  const body = syntheticBody('2026-11-26T12:00:00.000Z');

  it('has a reason of its own under a token that nobody has', async () => {
    expect(await openCallback(nobody as never, callback(body), channels)).toMatchObject({
      ok: false,
      error: { reason: 'synthetic' },
    });
  });

  it('is read like any other body under the token of a shortcode', async () => {
    expect(await openCallback(somebody as never, callback(body), channels)).toMatchObject({ ok: true });
  });

  it.each(['', 'null', '{"SalioSyntheticNotice":"x","TransID":"QK12345678"}', `${body} `, '{"TransID":"x"}'])(
    'is not what looks a little like it: %s',
    async (other) => {
      expect(isSynthetic(other)).toBe(false);
      expect(await openCallback(nobody as never, callback(other), channels)).toMatchObject({
        error: { reason: 'unknown_token' },
      });
    },
  );
});
