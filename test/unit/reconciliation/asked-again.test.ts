import { describe, expect, it } from '@jest/globals';
import { checkoutRequestId, paymentId, type Receipt, receipt } from '../../../shared/kernel/identifiers.ts';
import type { MpesaQuestions } from '../../../shared/reconciliation/mpesa-questions.ts';
import { queryStatus } from '../../../shared/reconciliation/query-status.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { sweepStuck } from '../../../shared/reconciliation/sweep-stuck.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aC2bConfirmation, aStatusError } from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const minute = 60_000;
const id = paymentId('pay-1');
const push = (own: number) => checkoutRequestId(`ws_CO_${own}`);
const aPushed = (own: number) =>
  aPayment({ id, shortcode: paybill, checkoutRequestId: push(own), createdAt: now });
const unknown: MpesaQuestions['attempt'] = async () => ({ kind: 'no_such_transaction' });

function aStack(questions: Partial<MpesaQuestions> = {}) {
  const stack = memoryStack({ now });
  let queries = 0;
  const asking = {
    ...stack.deps,
    questions: {
      attempt: async () => ({ kind: 'undecided' }) as const,
      transaction: async () => ({ kind: 'asked' }) as const,
      ...questions,
    },
    newId: () => `query-${++queries}`,
  };
  const ask = (at: number) => queryStatus(asking, { paymentId: id, reason: 'stuck', asOf: at });
  const record = () => stack.deps.reconciliations.read(id);
  return { stack, ask, record };
}

describe('Given a receipt that the document writes in its own way', () => {
  it('When M-Pesa is asked, Then about the receipt as M-Pesa writes it, and its answer counts', async () => {
    const asked: string[] = [];
    const { stack, ask, record } = aStack({
      transaction: async (_, about) => {
        asked.push(about.receipt);
        return { kind: 'asked' };
      },
    });
    stack.book.put(
      aPayment({ id, shortcode: paybill, mpesaReceipt: 'uje6 t1w9zb' as Receipt, createdAt: now }),
    );
    await ask(now + 6 * minute);
    expect(asked).toEqual(['UJE6T1W9ZB']);
    stack.post('status/result', aStatusError(2032), { queryId: 'query-1' });
    stack.passTime(20 * minute);
    await stack.deliver();
    expect((await record()).state?.decision.status).toBe('expired');
  });
});

describe('Given a second push after one that M-Pesa does not know', () => {
  it('When time passes, Then the second is waited for and asked about, not judged by the first', async () => {
    const { stack, ask, record } = aStack({ attempt: unknown });
    stack.book.put(aPushed(1));
    await ask(now + 6 * minute);
    stack.book.put({ ...aPushed(2), updatedAt: now + 14 * minute });
    await reconcilePayment(stack.deps, id, { trigger: 'payment_changed', asOf: now + 16 * minute });
    const { state } = await record();
    expect(state?.decision).toMatchObject({
      status: 'discrepancy',
      issues: [{ type: 'missing_transaction' }],
    });
    expect(state?.review).toMatchObject({ ask: true });
    await ask(now + 20 * minute);
    expect((await record()).state?.decision.status).toBe('expired');
  });

  it('When the first stays undecided, Then the one that the document names now is asked about first', async () => {
    const asked: string[] = [];
    const attempt: MpesaQuestions['attempt'] = async (_, about) => {
      asked.push(about);
      return { kind: 'undecided' };
    };
    const { stack, ask } = aStack({ attempt });
    stack.book.put(aPushed(1));
    await ask(now + 6 * minute);
    stack.book.put(aPushed(2));
    await ask(now + 12 * minute);
    await ask(now + 30 * minute);
    expect(asked).toEqual([push(1), push(2), push(2)]);
  });
});

describe('Given a status query', () => {
  it('When its answer comes before the question is noted, Then the answer stays', async () => {
    const { stack, ask, record } = aStack({
      transaction: async (_, query) => {
        stack.post('status/result', aStatusError(2032), { queryId: query.id });
        await stack.deliver();
        return { kind: 'asked' };
      },
    });
    stack.book.put(aPayment({ id, shortcode: paybill, createdAt: now, mpesaReceipt: receipt('UJE6T1W9ZB') }));
    stack.passTime(20 * minute);
    await ask(now + 20 * minute);
    expect((await record()).state).toMatchObject({
      decision: { status: 'expired' },
      asked: { noSuchTransaction: true, about: 'UJE6T1W9ZB' },
    });
  });

  it('When M-Pesa denies a receipt that it told of long before, Then its messages conflict', async () => {
    const { stack, ask, record } = aStack();
    stack.book.put(aPayment({ id, shortcode: paybill, reference: 'INV-00417', createdAt: now }));
    stack.post('c2b/confirmation', aC2bConfirmation());
    await stack.deliver();
    for (const [waited, status] of [
      [1, 'matched'],
      [16, 'discrepancy'],
    ] as const) {
      await ask(now + waited * minute);
      stack.post('status/result', aStatusError(2032), { queryId: waited === 1 ? 'query-1' : 'query-2' });
      await stack.deliver();
      expect((await record()).state?.decision.status).toBe(status);
    }
    expect((await record()).state?.decision.issues).toContainEqual(
      expect.objectContaining({ type: 'conflict', severity: 'high' }),
    );
  });

  it('When there is nothing to ask, Then it is swept less and less often', async () => {
    const { stack, ask, record } = aStack();
    const { shortcode: _, ...homeless } = aPushed(1);
    stack.book.put(homeless);
    await reconcilePayment(stack.deps, id, { trigger: 'payment_initiation' });
    const first = (await record()).state?.review?.at ?? 0;
    expect(await ask(first)).toBe('nothing_to_ask');
    const second = (await record()).state?.review?.at ?? 0;
    expect(second - first).toBeGreaterThanOrEqual(5 * minute);
    expect(await ask(second + 60 * minute)).toBe('nothing_to_ask');
    expect(((await record()).state?.review?.at ?? 0) - second - 60 * minute).toBeGreaterThanOrEqual(
      60 * minute,
    );
  });
});

describe('Given a payment that is gone from the operator', () => {
  it('When the sweep comes by, Then it is looked at once more and then left alone', async () => {
    const { stack, record } = aStack();
    stack.book.put(aPushed(1));
    await reconcilePayment(stack.deps, id, { trigger: 'payment_initiation' });
    stack.book.remove(id);
    const sweep = async (at: number) => {
      const { reviewed } = await sweepStuck(stack.deps, at, () => true);
      await stack.deliver();
      return reviewed;
    };
    expect(await sweep(now + 16 * minute)).toBe(1);
    expect((await record()).state?.review).toBeUndefined();
    expect(await sweep(now + 60 * minute)).toBe(0);
  });
});
