import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../../shared/kernel/canonical-json.ts';
import { paymentId } from '../../../shared/kernel/identifiers.ts';
import { receiveCallback } from '../../../shared/reconciliation/receive-callback.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aC2bConfirmation, anStkSuccess, aStatusResult } from '../../support/builders/daraja-bodies.ts';
import { interleaved } from '../../support/interleaved.ts';
import { memoryStack, paybill, strangersPaybill, strangersToken } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const id = paymentId('pay-1');
const payment = aPayment({ id, shortcode: paybill, reference: 'INV-00417', createdAt: now, updatedAt: now });
const own = aC2bConfirmation();
type Stack = ReturnType<typeof memoryStack>;

const tellOwn = async (stack: Stack) => {
  stack.post('c2b/confirmation', own);
  await stack.deliver();
};
const book = async (stack: Stack) => {
  stack.book.put(payment);
  await reconcilePayment(stack.deps, id, { trigger: 'payment_initiation' });
};
/** What was there before, and what happens between two steps: either gives the receipt to its payment. */
const ways = [
  ['the own URL tells of it', book, tellOwn],
  ['the payment is booked', tellOwn, book],
] as const;

const foreign = [
  [
    'money',
    'c2b/confirmation',
    aC2bConfirmation({ BusinessShortCode: strangersPaybill, TransAmount: '5.00' }),
  ],
  ['a paid push', 'stk', anStkSuccess({ MpesaReceiptNumber: 'UJE6T1W9ZB', Amount: 1500 })],
  [
    'a failure',
    'status/result',
    aStatusResult({ TransactionStatus: 'Cancelled', CreditPartyName: `${strangersPaybill} - STRANGERS` }),
  ],
] as const;

describe.each(ways)("While another partner's URL tells of a receipt, %s:", (_way, before, meanwhile) => {
  it.each(foreign)('%s that is not kept by then is not kept at all', async (_what, channel, body) => {
    let [refused, kept] = [0, 0];
    for (let at = 0; ; at++) {
      const stack = memoryStack({ now });
      await before(stack);
      const noticesBefore = countOf(stack);
      let [isKept, heads]: [boolean, unknown] = [false, undefined];
      const { ports, hasHappened } = interleaved(stack.deps, at, async () => {
        isKept = countOf(stack) > noticesBefore;
        await meanwhile(stack);
        heads = structuredClone([...stack.store.heads.values()]);
      });
      const callback = { channel, body: JSON.stringify(body), queryId: 'q', requestId: 'r', receivedAt: now };
      await receiveCallback(ports, {
        ...callback,
        tokenSha256: sha256(strangersToken),
        isRedelivered: false,
      });
      if (!hasHappened()) break;
      if (isKept) kept++;
      else {
        refused++;
        expect(stack.quarantined).toMatchObject([{ reason: 'shortcode_mismatch' }]);
        expect([...stack.store.heads.values()]).toEqual(heads);
      }
    }
    expect(refused).toBeGreaterThan(5);
    expect(kept).toBeGreaterThan(0);
  });
});

const countOf = ({ store }: Stack): number =>
  [...store.notices.values()].reduce((sum, { size }) => sum + size, 0);
