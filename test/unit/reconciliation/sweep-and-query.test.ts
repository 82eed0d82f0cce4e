import { describe, expect, it } from '@jest/globals';
import { checkoutRequestId, paymentId, receipt } from '../../../shared/kernel/identifiers.ts';
import type { MpesaQuestions } from '../../../shared/reconciliation/mpesa-questions.ts';
import { queryStatus } from '../../../shared/reconciliation/query-status.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { nextTryAt, sweepStuck } from '../../../shared/reconciliation/sweep-stuck.ts';
import { anAttemptNotice } from '../../support/builders/a-notice.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aC2bConfirmation } from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const minute = 60_000;
const id = paymentId('pay-1');
const push = checkoutRequestId('ws_CO_9');
const stuck = aPayment({ id, shortcode: paybill, checkoutRequestId: push, createdAt: now });

const nobody: MpesaQuestions = {
  attempt: async () => ({ kind: 'undecided' }),
  transaction: async () => ({ kind: 'asked' }),
};

async function aStuckPayment(questions: Partial<MpesaQuestions> = {}) {
  const stack = memoryStack({ now });
  stack.book.put(stuck);
  await reconcilePayment(stack.deps, id, { trigger: 'payment_initiation' });
  const deps = { ...stack.deps, questions: { ...nobody, ...questions }, newId: () => 'query-1' };
  const sweep = (at: number) => sweepStuck(stack.deps, at, () => true);
  const decision = async () => (await stack.deps.reconciliations.read(id)).state?.decision;
  return { stack, deps, sweep, decision };
}

describe('sweepStuck', () => {
  it('leaves a young payment alone and has M-Pesa asked about one that is stuck', async () => {
    const { stack, sweep } = await aStuckPayment();
    expect(await sweep(now + 4 * minute)).toMatchObject({ reviewed: 0, asked: 0 });
    expect(await sweep(now + 6 * minute)).toEqual({ reviewed: 1, asked: 1, unmatched: 0, isComplete: true });
    expect(stack.statusQueries).toEqual([{ paymentId: id, reason: 'stuck', asOf: now + 6 * minute }]);
  });

  it('has what is 15 minutes old decided as missing, as of the time of the sweep', async () => {
    const { stack, sweep, decision } = await aStuckPayment();
    await sweep(now + 16 * minute);
    await stack.deliver();
    expect(await decision()).toMatchObject({
      status: 'discrepancy',
      issues: [{ type: 'missing_transaction', severity: 'medium' }],
    });
  });

  it('works in batches until nothing is left, and stops when the time is up', async () => {
    const stack = memoryStack({ now });
    for (let each = 0; each < 35; each++) {
      const own = paymentId(`pay-${each}`);
      stack.book.put({ ...stuck, id: own, checkoutRequestId: checkoutRequestId(`ws_CO_1${each}`) });
      await reconcilePayment(stack.deps, own, { trigger: 'payment_initiation' });
    }
    let batches = 0;
    expect(await sweepStuck(stack.deps, now + 6 * minute, () => batches++ < 2)).toMatchObject({
      reviewed: 20,
      isComplete: false,
    });
    expect(await sweepStuck(stack.deps, now + 6 * minute, () => true)).toMatchObject({
      reviewed: 15,
      isComplete: true,
    });
    // What was not worked off in an hour may have got lost on the way.
    expect(await sweepStuck(stack.deps, now + 67 * minute, () => true)).toMatchObject({ reviewed: 35 });
  });

  it('tries unmatched money again, each time later, for 30 days', async () => {
    const stack = memoryStack({ now });
    stack.post('c2b/confirmation', aC2bConfirmation({ BillRefNumber: 'nobody' }));
    await stack.deliver();
    const sweep = async (at: number) => (await sweepStuck(stack.deps, at, () => true)).unmatched;
    expect([
      await sweep(now + 14 * minute),
      await sweep(now + 16 * minute),
      await sweep(now + 17 * minute),
    ]).toEqual([0, 1, 0]);
    expect(nextTryAt(now, now + 16 * minute)).toBe(now + 32 * minute);
    expect(nextTryAt(now, now + 40 * 24 * 60 * minute)).toBeUndefined();
  });
});

describe('queryStatus', () => {
  it('books what M-Pesa answers about a push', async () => {
    const { deps, decision } = await aStuckPayment({
      attempt: async (_, asked) => ({
        kind: 'answered',
        notice: anAttemptNotice({ channel: 'stk-query', checkoutRequestId: asked }),
        body: { ResultCode: '1032' },
      }),
    });
    expect(await queryStatus(deps, { paymentId: id, reason: 'stuck' })).toBe('answered');
    expect(await decision()).toMatchObject({ status: 'failed', reason: expect.stringMatching(/cancelled/) });
  });

  it('expires an old payment that M-Pesa does not know', async () => {
    const { deps, decision } = await aStuckPayment({
      attempt: async () => ({ kind: 'no_such_transaction' }),
    });
    await queryStatus(deps, { paymentId: id, reason: 'stuck', asOf: now + 6 * minute });
    expect(await decision()).toMatchObject({ status: 'pending' });
    await queryStatus(deps, { paymentId: id, reason: 'stuck', asOf: now + 16 * minute });
    expect(await decision()).toMatchObject({ status: 'expired' });
  });

  it('asks less and less often while there is no answer', async () => {
    const { stack, deps, sweep } = await aStuckPayment();
    const askedAt: number[] = [];
    for (let at = now; at < now + 120 * minute; at += minute) {
      const { asked } = await sweep(at);
      if (asked === 0) continue;
      askedAt.push((at - now) / minute);
      for (const query of stack.statusQueries.splice(0)) await queryStatus(deps, query);
    }
    const pauses = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
    expect(askedAt[0]).toBe(5);
    expect(pauses.length).toBeGreaterThan(2);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  });

  it('puts a throttled question back with a delay', async () => {
    const { stack, deps } = await aStuckPayment({
      attempt: async () => ({ kind: 'throttled', retryAfterSeconds: 30 }),
    });
    expect(await queryStatus(deps, { paymentId: id, reason: 'stuck' })).toBe('throttled');
    expect(stack.statusQueries).toEqual([{ paymentId: id, reason: 'stuck' }]);
  });

  it('asks about the receipt of a match that only a callback told of, under an id written before', async () => {
    const stack = memoryStack({ now });
    stack.book.put(aPayment({ id, shortcode: paybill, reference: 'INV-00417', createdAt: now }));
    stack.post('c2b/confirmation', aC2bConfirmation());
    await stack.deliver();
    const asked: unknown[] = [];
    const transaction: MpesaQuestions['transaction'] = async (_, query) => {
      asked.push(await stack.deps.statusQueryLog.get(query.id));
      return { kind: 'asked' };
    };
    const deps = { ...stack.deps, questions: { ...nobody, transaction }, newId: () => 'query-7' };
    expect(await queryStatus(deps, { paymentId: id, reason: 'verify' })).toBe('asked');
    expect(asked).toMatchObject([{ id: 'query-7', paymentId: id, receipt: receipt('UJE6T1W9ZB') }]);
  });

  it('asks nothing about a payment that is gone, or that no shortcode of ours was to receive', async () => {
    const { stack, deps } = await aStuckPayment();
    expect(await queryStatus(deps, { paymentId: paymentId('none'), reason: 'stuck' })).toBe('nothing_to_ask');
    const { shortcode: _, ...homeless } = stuck;
    stack.book.put(homeless);
    expect(await queryStatus(deps, { paymentId: id, reason: 'stuck' })).toBe('nothing_to_ask');
  });
});
