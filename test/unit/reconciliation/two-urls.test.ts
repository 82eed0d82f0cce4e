import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkoutRequestId, paymentId, shortcode } from '../../../shared/kernel/identifiers.ts';
import type { Payment } from '../../../shared/payments/payment.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aC2bConfirmation, anStkFailure, anStkSuccess } from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill, till, tillsToken } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const id = paymentId('pay-1');
const pushed = checkoutRequestId('ws_CO_14102026101530123700000111');
const aWaiting = (own: Partial<Payment>): Payment =>
  aPayment({ id, amountMinor: 150_000, createdAt: now, updatedAt: now, ...own });

type Url = 'paybill' | 'till';
type Step = Url | 'book';

/** One body at these URLs of one partner, and the booking of the payment, in this order. */
async function play(order: readonly Step[], channel: string, body: unknown, payment?: Payment) {
  const stack = memoryStack({ now });
  for (const step of order) {
    if (step !== 'book') stack.post(channel, body, step === 'till' ? { token: tillsToken } : {});
    else if (payment) {
      stack.book.put(payment);
      await reconcilePayment(stack.deps, payment.id, { trigger: 'payment_initiation' });
    }
    await stack.deliver();
  }
  const heads = [...stack.store.heads.values()];
  const { state } = await stack.deps.reconciliations.read(id);
  return { stack, heads, decision: state?.decision };
}
const orders = (steps: readonly Step[]) =>
  fc.shuffledSubarray([...steps, ...steps.filter((step) => step !== 'book')], {
    minLength: steps.length * 2 - 1,
  });

describe('one body at the URLs of two shortcodes of one partner', () => {
  const names = aWaiting({ shortcode: till, checkoutRequestId: pushed });

  it('is a notice of each, once, and one sum of money without a conflict', async () => {
    await fc.assert(
      fc.asyncProperty(orders(['paybill', 'till', 'book']), async (order) => {
        const { stack, heads, decision } = await play(order, 'stk', anStkSuccess(), names);
        expect(heads).toHaveLength(1);
        expect(heads[0]?.head).toMatchObject({ amountMinor: 150_000, conflicts: [], sources: ['stk'] });
        expect(heads[0]?.head.tellers).toMatchObject([{ shortcode: paybill }, { shortcode: till }]);
        expect([...stack.store.notices.values()].map(({ size }) => size)).toEqual([2, 2]);
        expect(decision).toMatchObject({ status: 'matched', issues: [], amountReceivedMinor: 150_000 });
        expect(decision).toMatchObject({ assurance: 'notice' });
      }),
    );
  });

  it('expects a payment if either shortcode does, whichever is told first', async () => {
    for (const order of [
      ['paybill', 'till'],
      ['till', 'paybill'],
    ] as const) {
      const { heads } = await play(order, 'stk', anStkSuccess());
      expect(heads).toMatchObject([{ waiting: { expectsPayment: true, dueAt: expect.any(Number) } }]);
    }
    const { heads } = await play(['till', 'till'], 'stk', anStkSuccess());
    expect(heads).toMatchObject([{ waiting: { expectsPayment: false } }]);
  });

  it('is one failure of a push', async () => {
    await fc.assert(
      fc.asyncProperty(orders(['paybill', 'till', 'book']), async (order) => {
        const { stack, decision } = await play(order, 'stk', anStkFailure(1032), names);
        expect([...stack.store.notices.values()].map(({ size }) => size)).toEqual([2]);
        expect(decision).toMatchObject({ status: 'failed', issues: [] });
      }),
    );
  });

  it('is found by its reference under either, where it names a number that nobody lists', async () => {
    const body = aC2bConfirmation({ BusinessShortCode: '888888', BillRefNumber: 'INV-00417' });
    for (const named of [paybill, till, shortcode('888888')]) {
      await fc.assert(
        fc.asyncProperty(orders(['paybill', 'till', 'book']), async (order) => {
          const payment = aWaiting({ shortcode: named, reference: 'INV-00417' });
          const { heads, decision } = await play(order, 'c2b/confirmation', body, payment);
          expect(heads).toHaveLength(1);
          expect(decision).toMatchObject({ status: 'matched', issues: [], amountReceivedMinor: 150_000 });
        }),
      );
    }
  });

  it('is one notice where the body names a shortcode that is listed', async () => {
    const { stack } = await play(['paybill', 'till'], 'c2b/confirmation', aC2bConfirmation());
    expect([...stack.store.notices.values()].map(({ size }) => size)).toEqual([1]);
  });
});
