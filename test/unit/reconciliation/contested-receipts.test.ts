import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkoutRequestId, paymentId, receipt } from '../../../shared/kernel/identifiers.ts';
import type { Payment } from '../../../shared/payments/payment.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import {
  aC2bConfirmation,
  anStkFailure,
  anStkSuccess,
  aStatusResult,
} from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill, strangersPaybill, strangersToken } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const pushed = checkoutRequestId('ws_CO_14102026101530123700000111');
const named = receipt('UJE6T1W9ZB');
const common = { amountMinor: 120_000, createdAt: now, updatedAt: now } as const;
const ours = (own: Partial<Payment>): Payment =>
  aPayment({ ...common, id: paymentId('ours'), shortcode: paybill, ...own });
const theirs = (own: Partial<Payment>): Payment =>
  aPayment({ ...common, id: paymentId('theirs'), shortcode: strangersPaybill, ...own });

interface Post {
  readonly channel: string;
  readonly body: unknown;
  readonly token?: string;
}
type Step = Payment | Post;

const ourConfirmation: Post = {
  channel: 'c2b/confirmation',
  body: aC2bConfirmation({ TransID: named, TransAmount: '1200.00' }),
};
const ourPush: Post = { channel: 'stk', body: anStkSuccess({ Amount: 1200, MpesaReceiptNumber: named }) };
const theirConfirmation: Post = {
  channel: 'c2b/confirmation',
  body: aC2bConfirmation({
    TransID: 'UJE9Z8Y7XW',
    TransAmount: '1200.00',
    BusinessShortCode: strangersPaybill,
    BillRefNumber: 'THEIRS-1',
  }),
  token: strangersToken,
};
const theirWordOnOurs: Post = {
  channel: 'stk',
  body: anStkSuccess({ Amount: 1200, MpesaReceiptNumber: named }, { CheckoutRequestID: 'ws_CO_THEIRS' }),
  token: strangersToken,
};

/** @param isWatched whether a payment is met as soon as it is booked; else the watch finds it when all is told. */
async function play(steps: readonly Step[], isWatched = true) {
  const stack = memoryStack({ now });
  for (const step of steps) {
    if ('channel' in step) stack.post(step.channel, step.body, { queryId: 'q', ...step });
    else {
      stack.book.put(step);
      if (isWatched) await reconcilePayment(stack.deps, step.id, { trigger: 'payment_initiation' });
    }
    await stack.deliver();
  }
  await stack.settle();
  return stack;
}

async function outcomeOf(stack: Awaited<ReturnType<typeof play>>) {
  const of = async (id: string) => {
    const { state, links } = await stack.deps.reconciliations.read(paymentId(id));
    return { status: state?.decision.status, receipts: links.map(({ transaction }) => transaction.receipt) };
  };
  return { ours: await of('ours'), theirs: await of('theirs') };
}

const ourBodies = new Set([ourConfirmation, ourPush].map(({ body }) => JSON.stringify(body)));
const lostOfOurs = ({ quarantined }: Awaited<ReturnType<typeof play>>) =>
  quarantined.filter(({ body }) => ourBodies.has(body));

const ourPayments: readonly (readonly [string, Partial<Payment>])[] = [
  ['its reference', { reference: 'INV-00417' }],
  ['its receipt', { mpesaReceipt: named }],
];
const theirPayments: readonly (readonly [string, Partial<Payment>])[] = [
  ['the receipt', { mpesaReceipt: named }],
  ['the receipt and their own reference', { mpesaReceipt: named, reference: 'THEIRS-1' }],
];
const cases = ourPayments.flatMap(([by, our]) =>
  theirPayments.map(([naming, their]) => [by, naming, our, their] as const),
);

describe("money whose receipt another partner's payment names", () => {
  const inAnyOrder = (
    steps: readonly Step[],
    holds: (stack: Awaited<ReturnType<typeof play>>) => Promise<void>,
  ): Promise<void> =>
    fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...steps], { minLength: steps.length }),
        fc.boolean(),
        async (order, isWatched) => holds(await play(order, isWatched)),
      ),
      { numRuns: 150 },
    );

  it.each(cases)(
    'goes to its own payment, found by %s, in any order of what names %s and a notice of their own money',
    (_, __, our, their) =>
      inAnyOrder([ours(our), theirs(their), ourConfirmation, theirConfirmation], async (stack) => {
        expect(lostOfOurs(stack)).toEqual([]);
        expect((await outcomeOf(stack)).ours).toEqual({ status: 'matched', receipts: [named] });
        expect((await outcomeOf(stack)).theirs.receipts).not.toContain(named);
      }),
  );

  it.each(cases)(
    'is in the books of its own payment, found by %s, or its notice in quarantine, in any order of what names %s and a notice of the same receipt',
    (_, __, our, their) =>
      inAnyOrder([ours(our), theirs(their), ourConfirmation, theirWordOnOurs], async (stack) => {
        const outcome = await outcomeOf(stack);
        if (lostOfOurs(stack).length === 0) {
          expect(outcome.ours).toEqual({ status: 'matched', receipts: [named] });
          expect(outcome.theirs.receipts).toEqual([]);
        } else {
          expect(outcome.ours.receipts).toEqual([]);
          expect(outcome.theirs.receipts).toEqual([named]);
        }
      }),
  );

  it.each([
    ['the receipt', { mpesaReceipt: named }],
    ['the push', { checkoutRequestId: pushed }],
    ['both', { mpesaReceipt: named, checkoutRequestId: pushed }],
  ])('is that of the payment whose push told of it: the other names %s', async (_, their) => {
    const both = [ours({ checkoutRequestId: pushed }), theirs(their)];
    for (const payments of [both, both.toReversed()]) {
      const stack = await play([...payments, ourPush]);
      expect(lostOfOurs(stack)).toEqual([]);
      expect((await outcomeOf(stack)).ours).toEqual({ status: 'matched', receipts: [named] });
      expect((await outcomeOf(stack)).theirs.receipts).toEqual([]);
    }
  });

  it('waits for its own payment, as it states by itself whose it is', async () => {
    const stack = await play([theirs({ mpesaReceipt: named }), ourConfirmation]);
    expect(stack.quarantined).toEqual([]);
    const [head] = await stack.deps.transactions.transactions([{ receipt: named, kind: 'payment' }]);
    expect(head).toMatchObject({ shortcode: paybill, allocations: [] });
    expect(stack.bus.facts.map(({ type }) => type)).toContain('transaction.unmatched');
  });

  it('is verified by M-Pesa once it has its payment', async () => {
    const answer = { channel: 'status/result', body: aStatusResult({ ReceiptNo: named, Amount: 1200 }) };
    const under = {
      channel: 'status/result',
      body: aStatusResult({ ReceiptNo: named, Amount: 1200, TransactionStatus: 'Authorized' }),
    };
    const steps = [ours({ reference: 'INV-00417' }), theirs({ mpesaReceipt: named }), ourConfirmation];
    const stack = await play([...steps, under, answer]);
    expect(stack.quarantined).toEqual([]);
    const { state } = await stack.deps.reconciliations.read(paymentId('ours'));
    expect(state?.decision).toMatchObject({ status: 'matched', assurance: 'verified' });
  });

  it('is reversed for its own payment only', async () => {
    const reversal = {
      channel: 'status/result',
      body: aStatusResult({
        ReceiptNo: 'UJE7REVERS',
        ReasonType: 'Pay Utility Reversal',
        OriginalTransactionID: named,
        DebitPartyName: `${paybill} - ACME`,
        CreditPartyName: '254700000111 - AMINA',
        Amount: 1200,
      }),
    };
    const stack = await play([
      theirs({ mpesaReceipt: named }),
      reversal,
      ours({ reference: 'INV-00417' }),
      ourConfirmation,
    ]);
    expect(stack.quarantined).toEqual([]);
    expect((await outcomeOf(stack)).theirs.receipts).toEqual([]);
    expect((await outcomeOf(stack)).ours.receipts).toEqual([named, 'UJE7REVERS']);
  });
});

describe("a push that failed and that another partner's payment names", () => {
  const ourFailure: Post = { channel: 'stk', body: anStkFailure(1032) };
  it.each(['before', 'after'])('fails its own payment, booked %s the other', async (when) => {
    const both = [ours({ checkoutRequestId: pushed }), theirs({ checkoutRequestId: pushed })];
    const stack = await play([...(when === 'before' ? both : both.toReversed()), ourFailure]);
    expect(stack.quarantined).toEqual([]);
    expect((await outcomeOf(stack)).ours.status).toBe('failed');
    expect((await outcomeOf(stack)).theirs.status).not.toBe('failed');
  });

  it('is that of its own payment also while only the other is in the index', async () => {
    const stack = memoryStack({ now });
    stack.book.put(theirs({ checkoutRequestId: pushed }));
    await reconcilePayment(stack.deps, paymentId('theirs'), { trigger: 'payment_initiation' });
    stack.book.put(ours({ checkoutRequestId: pushed }));
    stack.post('stk', ourFailure.body);
    await stack.settle();
    expect(stack.quarantined).toEqual([]);
    expect((await outcomeOf(stack)).ours.status).toBe('failed');
  });
});
