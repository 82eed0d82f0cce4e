import { describe, expect, it } from '@jest/globals';
import { aC2bConfirmation, anStkFailure, anStkSuccess } from '../../support/builders/daraja-bodies.ts';
import { memoryStack, strangersToken } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const forwardTo = { stk: 'https://acme.example/stk', confirmation: 'https://acme.example/c2b' };
const spaced = `  ${JSON.stringify(aC2bConfirmation(), null, 3)}\n`;

async function forwardsOf(...posts: readonly (readonly [channel: string, body: unknown, token?: string])[]) {
  const stack = memoryStack({ now, forwardTo });
  for (const [channel, body, token] of posts) stack.post(channel, body, token === undefined ? {} : { token });
  await stack.deliver();
  return stack.forwards.sent.map(({ work }) => work);
}

describe('an accepted callback', () => {
  it('goes on as it came, to the target of its channel', async () => {
    expect(await forwardsOf(['c2b/confirmation', spaced], ['stk', anStkSuccess()])).toMatchObject([
      { to: 'confirmation', shortcode: '600111', partnerId: 'acme', body: spaced },
      { to: 'stk', shortcode: '600111', partnerId: 'acme' },
    ]);
  });

  it('goes on when it tells of a push that failed', async () => {
    expect(await forwardsOf(['stk', anStkFailure()])).toMatchObject([{ to: 'stk' }]);
  });

  it('is one notice however often, and however spaced, M-Pesa sends it', async () => {
    const twice = await forwardsOf(['c2b/confirmation', spaced], ['c2b/confirmation', aC2bConfirmation()]);
    expect(new Set(twice.map(({ id }) => id)).size).toBe(1);
  });

  it('goes nowhere when it is quarantined, or when nobody wants it', async () => {
    expect(await forwardsOf(['c2b/confirmation', aC2bConfirmation(), 'f'.repeat(48)])).toEqual([]);
    expect(await forwardsOf(['c2b/confirmation', aC2bConfirmation(), strangersToken])).toEqual([]);
    expect(await forwardsOf(['c2b/confirmation', 'no JSON'])).toEqual([]);
    const stack = memoryStack({ now });
    stack.post('c2b/confirmation', aC2bConfirmation());
    await stack.deliver();
    expect(stack.forwards.sent).toEqual([]);
  });

  it('is kept before it goes on, and goes on wherever the process dies', async () => {
    for (let crash = 0; crash < 40; crash++) {
      const stack = memoryStack({ now, forwardTo, crashAt: new Set([crash]) });
      stack.post('c2b/confirmation', spaced);
      await stack.deliver();
      const ids = stack.forwards.sent.map(({ work }) => work.id);
      expect(ids.length).toBeGreaterThanOrEqual(1);
      expect(new Set(ids).size).toBe(1);
      expect(stack.store.heads.size).toBe(1);
    }
  });
});
