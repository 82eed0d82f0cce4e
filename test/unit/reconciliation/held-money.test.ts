import { describe, expect, it } from '@jest/globals';
import { checkoutRequestId, paymentId, receipt } from '../../../shared/kernel/identifiers.ts';
import type { Payment } from '../../../shared/payments/payment.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aC2bConfirmation, anStkSuccess, aStatusResult } from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill, strangersPaybill, strangersToken } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const named = receipt('UJE6T1W9ZB');
const pushed = checkoutRequestId('ws_CO_14102026101530123700000111');
const theirPush = checkoutRequestId('ws_CO_THEIRS');

const push = anStkSuccess({ Amount: 1200, MpesaReceiptNumber: named });
const pushOfTheirs = (id: string) =>
  anStkSuccess({ Amount: 1200, MpesaReceiptNumber: named }, { CheckoutRequestID: id });
const confirmationOfTheirs = (amount: string, name = 'AMINA') =>
  aC2bConfirmation({
    ...{ TransID: named, TransAmount: amount, MiddleName: name },
    ...{ BusinessShortCode: strangersPaybill, BillRefNumber: 'NOBODY' },
  });
const statusOfTheirs = (own: object) =>
  aStatusResult({ ReceiptNo: named, CreditPartyName: `${strangersPaybill} - STRANGERS`, ...own });
const foreign = { token: strangersToken, queryId: 'q' };

interface Held {
  readonly payment: Partial<Payment>;
  readonly channel: string;
  readonly body: unknown;
  /** Of a push that nobody knows, told by the stranger before. */
  readonly before?: string;
}
// A till's confirmation names a number that nobody lists.
const till = { TransID: named, TransAmount: '1200.00', BusinessShortCode: '999111' };
const held: Readonly<Record<string, Held>> = {
  'a reference': {
    payment: { reference: 'INV-00417' },
    channel: 'c2b/confirmation',
    body: aC2bConfirmation(till),
  },
  'its receipt': { payment: { mpesaReceipt: named }, channel: 'stk', body: push },
  'its push': { payment: { checkoutRequestId: pushed }, channel: 'stk', body: push },
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [
      `its push, told of by them before (${at})`,
      { payment: { checkoutRequestId: pushed }, channel: 'stk', body: push, before: `ws_CO_X${at}` },
    ]),
  ),
};

const claims: readonly (readonly [string, string, unknown])[] = [
  ['a confirmation', 'c2b/confirmation', confirmationOfTheirs('1200.00')],
  ...Array.from(
    { length: 4 },
    (_, at) =>
      [`another amount (${at})`, 'c2b/confirmation', confirmationOfTheirs('5.00', `N${at}`)] as const,
  ),
  ['a push of their own', 'stk', pushOfTheirs(theirPush)],
  ['a smaller amount, said to be verified', 'status/result', statusOfTheirs({ Amount: 5 })],
  ['a larger one', 'status/result', statusOfTheirs({ Amount: 90_000 })],
  ['that it failed', 'status/result', statusOfTheirs({ Amount: 1200, TransactionStatus: 'Cancelled' })],
];

describe('money that a payment has', () => {
  it.each(
    Object.entries(held).flatMap(([by, has]) =>
      claims.map(([claim, channel, body]) => [by, claim, has, { channel, body }] as const),
    ),
  )("by %s stays as it is whatever another partner's URL tells: %s", async (_, __, has, claim) => {
    const stack = memoryStack({ now });
    const common = { amountMinor: 120_000, createdAt: now, updatedAt: now };
    if (has.before) {
      stack.post('stk', pushOfTheirs(has.before), foreign);
      await stack.deliver();
    }
    stack.book.put(aPayment({ ...common, id: paymentId('ours'), shortcode: paybill, ...has.payment }));
    stack.book.put(
      aPayment({
        ...{ ...common, id: paymentId('theirs'), shortcode: strangersPaybill },
        checkoutRequestId: theirPush,
        // Else it would have what they told of it before.
        ...(!has.before && { mpesaReceipt: named }),
      }),
    );
    for (const id of ['ours', 'theirs'])
      await reconcilePayment(stack.deps, paymentId(id), { trigger: 'payment_initiation' });
    await stack.deliver();
    stack.post(has.channel, has.body);
    await stack.deliver();

    stack.post(claim.channel, claim.body, foreign);
    await stack.settle();

    const { state, links } = await stack.deps.reconciliations.read(paymentId('ours'));
    expect(state?.decision.status).toBe('matched');
    expect(links).toMatchObject([{ transaction: { receipt: named }, amountMinor: 120_000 }]);
    expect(stack.quarantined.map(({ reason }) => reason)).toEqual(['shortcode_mismatch']);
  });
});
