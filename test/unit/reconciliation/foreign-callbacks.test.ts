import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkoutRequestId, paymentId, receipt } from '../../../shared/kernel/identifiers.ts';
import type { Payment } from '../../../shared/payments/payment.ts';
import { readStanding } from '../../../shared/reconciliation/payment-report.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import {
  aC2bConfirmation,
  anStkFailure,
  anStkSuccess,
  aStatusError,
  aStatusResult,
} from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill, strangersPaybill, strangersToken } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const id = paymentId('pay-1');
const pushed = checkoutRequestId('ws_CO_14102026101530123700000111');
const aWaiting = (own: Partial<Payment> = {}): Payment =>
  aPayment({ id, shortcode: paybill, amountMinor: 120_000, createdAt: now, updatedAt: now, ...own });

function aStack() {
  const stack = memoryStack({ now });
  const tell = async (channel: string, body: unknown, own: { token?: string; queryId?: string } = {}) => {
    stack.post(channel, body, own);
    await stack.deliver();
  };
  const book = async (payment: Payment) => {
    stack.book.put(payment);
    await reconcilePayment(stack.deps, payment.id, { trigger: 'payment_initiation' });
    await stack.deliver();
  };
  const takeStrangersOff = async () => {
    const own = await stack.deps.hooks.shortcode(paybill);
    await stack.deps.hooks.putShortcodes(own ? [own] : []);
  };
  const state = async () => (await stack.deps.reconciliations.read(id)).state;
  const decision = async () => (await state())?.decision;
  const reasons = () => stack.quarantined.map(({ reason }) => reason);
  return { stack, tell, book, takeStrangersOff, state, decision, reasons };
}

const foreign = { token: strangersToken, queryId: 'q' };
const names = aWaiting({ checkoutRequestId: pushed, mpesaReceipt: receipt('UJE6T1W9ZB') });
const foreignMoney = aC2bConfirmation({
  TransID: 'UJE6T1W9ZB',
  TransAmount: '1200.00',
  BusinessShortCode: strangersPaybill,
});
const foreignFailure = aStatusResult({
  ReceiptNo: 'UJE6T1W9ZB',
  TransactionStatus: 'Cancelled',
  CreditPartyName: `${strangersPaybill} - STRANGERS`,
});
const foreignCallbacks: readonly (readonly [string, string, unknown])[] = [
  ['a paid push', 'stk', anStkSuccess({ Amount: 1200 })],
  ['a paid push without its receipt', 'stk', anStkSuccess({ MpesaReceiptNumber: null })],
  ['a failed push', 'stk', anStkFailure(1032)],
  ['money', 'c2b/confirmation', foreignMoney],
  ['a receipt that failed', 'status/result', foreignFailure],
];

/** A partner that is taken off the list keeps its tokens: M-Pesa goes on calling their URLs. */
const whenListed = [
  ['is listed', false],
  ['was taken off the list', true],
] as const;

describe.each(whenListed)('a callback at the URL of another partner that %s', (_listed, isOff) => {
  it.each(foreignCallbacks)(
    'decides nothing about a payment that is booked: %s',
    async (_, channel, body) => {
      const { stack, tell, book, takeStrangersOff, decision, reasons } = aStack();
      await book(names);
      if (isOff) await takeStrangersOff();
      await tell(channel, body, foreign);
      // A body that states its own partner's shortcode is kept: there the payment may name a receipt that is not its own.
      expect(reasons()).toEqual(body === foreignMoney ? [] : ['shortcode_mismatch']);
      await reconcilePayment(stack.deps, id, { trigger: 'manual', by: 'amina' });
      expect(await decision()).toMatchObject({ status: 'pending' });
    },
  );

  it.each(foreignCallbacks)(
    'decides nothing about a payment booked after it: %s',
    async (_, channel, body) => {
      const { stack, tell, book, takeStrangersOff, decision } = aStack();
      await tell(channel, body, foreign);
      if (isOff) await takeStrangersOff();
      await book(names);
      stack.passTime(60_000);
      await stack.deliver();
      expect(await decision()).toMatchObject({ status: 'pending', amountReceivedMinor: 0 });
      const standing = await readStanding(stack.deps, names);
      expect(standing).toMatchObject({ attempts: [], transactions: [] });
    },
  );

  it('answers no question that was asked in the name of the own shortcode', async () => {
    const { stack, tell, book, takeStrangersOff, state, reasons } = aStack();
    await book(names);
    if (isOff) await takeStrangersOff();
    const asked = { id: 'q', paymentId: id, receipt: receipt('UJE6T1W9ZB'), askedAt: now };
    await stack.deps.statusQueryLog.put({ ...asked, shortcode: paybill });
    const before = await state();
    await tell('status/result', aStatusError(2032), foreign);
    expect(reasons()).toEqual(['shortcode_mismatch']);
    expect(await state()).toEqual(before);
    await tell('status/result', aStatusError(2032), { queryId: 'q' });
    expect(await state()).toMatchObject({ asked: { noSuchTransaction: true } });
  });

  it('takes no place of the same body at the own URL', async () => {
    const { tell, book, takeStrangersOff, decision } = aStack();
    if (isOff) await takeStrangersOff();
    await tell('stk', anStkFailure(1032), foreign);
    await book(names);
    await tell('stk', anStkFailure(1032));
    expect(await decision()).toMatchObject({ status: 'failed' });
  });

  const ownSuccess = anStkSuccess({ Amount: 1200, MpesaReceiptNumber: 'UJE6T1W9ZB' });
  type Step = readonly [string, unknown] | 'book' | 'own' | 'take off';
  const steps: Step[] = [
    ['stk', anStkFailure(1)],
    ['stk', anStkSuccess({ Amount: 7 })],
    ['stk', ownSuccess],
    'book',
    'own',
    ...(isOff ? (['take off'] as const) : []),
  ];
  it('counts for nothing beside what came to the own URL, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(steps, { minLength: steps.length }), async (order) => {
        const { stack, tell, book, takeStrangersOff, decision } = aStack();
        for (const step of order) {
          if (step === 'take off') await takeStrangersOff();
          else if (step === 'book') await book(aWaiting({ checkoutRequestId: pushed }));
          else if (step === 'own') await tell('stk', ownSuccess);
          else await tell(...step, foreign);
        }
        stack.passTime(3_000);
        await stack.deliver();
        expect(await decision()).toMatchObject({ status: 'matched', assurance: 'notice' });
      }),
    );
  });
});

describe.each(whenListed)('a receipt that a payment has, where the other partner %s', (_listed, isOff) => {
  const own = aC2bConfirmation({ TransID: 'UJE6T1W9ZB', TransAmount: '1200.00' });
  const again: readonly (readonly [string, string, unknown])[] = [
    ['with the same amount', 'c2b/confirmation', foreignMoney],
    ['with another amount', 'c2b/confirmation', { ...foreignMoney, TransAmount: '5.00' }],
    ['by another channel', 'stk', anStkSuccess({ Amount: 1200, MpesaReceiptNumber: 'UJE6T1W9ZB' })],
    ['as failed', 'status/result', foreignFailure],
  ];
  it.each(again)("is not told again at another partner's URL: %s", async (_, channel, body) => {
    const { stack, tell, book, takeStrangersOff, state, decision, reasons } = aStack();
    await book(aWaiting({ reference: 'INV-00417' }));
    await tell('c2b/confirmation', own);
    if (isOff) await takeStrangersOff();
    expect(await decision()).toMatchObject({ status: 'matched', assurance: 'notice' });
    const before = [await state(), structuredClone([...stack.store.heads.values()])];
    await tell(channel, body, foreign);
    expect(reasons()).toEqual(['shortcode_mismatch']);
    await reconcilePayment(stack.deps, id, { trigger: 'sweep' });
    expect([await state(), [...stack.store.heads.values()]]).toEqual(before);
  });

  it("is not reversed at another partner's URL", async () => {
    const { tell, book, takeStrangersOff, decision, reasons } = aStack();
    await book(aWaiting({ reference: 'INV-00417' }));
    await tell('c2b/confirmation', own);
    if (isOff) await takeStrangersOff();
    const reversal = aStatusResult({
      ReceiptNo: 'UJE7REVERS',
      ReasonType: 'Pay Utility Reversal',
      OriginalTransactionID: 'UJE6T1W9ZB',
      DebitPartyName: `${strangersPaybill} - STRANGERS`,
      CreditPartyName: '254700000111 - AMINA',
      Amount: 1200,
    });
    await tell('status/result', reversal, foreign);
    expect(reasons()).toEqual(['shortcode_mismatch']);
    expect(await decision()).toMatchObject({ status: 'matched', amountReceivedMinor: 120_000 });
  });
});
