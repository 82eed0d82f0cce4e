import type { PaymentId } from '../kernel/identifiers.ts';
import { fingerprint } from '../payments/fingerprint.ts';
import type { Payment } from '../payments/payment.ts';
import type { IndexedPayment } from '../payments/payment-index.ts';
import { keysOfPayment } from '../payments/payment-keys.ts';
import { type AssignNeeds, assignTransaction } from './assign-transaction.ts';
import type { Trigger } from './trigger.ts';

/** What became of a payment's meeting with the transactions under its keys. */
export interface Meeting {
  /** It was met and decided about before, as it is now. */
  readonly isOld: boolean;
  /** Notes that the payment, as it is, was met and decided about. To be called once the decision is saved. */
  readonly confirm: () => Promise<void>;
}

const none: Meeting = { isOld: false, confirm: async () => undefined };

/**
 * The payment's side of the meeting: puts its rows under its keys, then looks which transactions wait under them.
 * What comes from a transaction's side needs none: it has looked itself, and a payment that was never met has its own
 * request coming. Such a request finds nothing to do when the payment was met as it is.
 */
export async function meetTransactions(
  needs: AssignNeeds,
  paymentId: PaymentId,
  trigger: Trigger,
): Promise<Meeting> {
  if (trigger === 'notice_received' || trigger === 'status_queried') return none;
  const [found, indexed] = await Promise.all([
    needs.payments.byId(paymentId),
    needs.index.indexed([paymentId]),
  ]);
  if (!found.ok) return none;
  const payment = found.value;
  const before = indexed.get(paymentId);
  const now = indexedAs(payment);
  const isOld = before?.fingerprint === now.fingerprint;
  if (isOld && (trigger === 'payment_initiation' || trigger === 'payment_changed')) return { ...none, isOld };

  if (!isOld) {
    if (payment.checkoutRequestId) {
      await needs.reconciliations.linkAttempt(paymentId, payment.checkoutRequestId);
    }
    await needs.index.put(now);
  }
  const waiting = await Promise.all(now.keys.map((key) => needs.index.transactionsUnder(key)));
  for (const head of await needs.transactions.transactions(waiting.flat())) {
    await assignTransaction(needs, head);
  }
  return {
    isOld,
    confirm: async () => {
      if (!isOld) await needs.index.confirm(now, before);
    },
  };
}

const indexedAs = (payment: Payment): IndexedPayment => ({
  id: payment.id,
  fingerprint: fingerprint(payment),
  keys: keysOfPayment(payment).map(({ key }) => key),
});
