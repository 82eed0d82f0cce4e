import type { PaymentId } from '../kernel/identifiers.ts';
import { fingerprint } from '../payments/fingerprint.ts';
import type { Payment } from '../payments/payment.ts';
import type { IndexedPayment } from '../payments/payment-index.ts';
import { keysOfPayment } from '../payments/payment-keys.ts';
import { type AssignNeeds, assignTransaction } from './assign-transaction.ts';
import type { Trigger } from './trigger.ts';

/** What became of a payment's meeting with the transactions under its keys. */
export interface Meeting {
  /** Notes that the payment, as it is, was met and decided about. To be called once the decision is saved. */
  readonly confirm: () => Promise<void>;
}

/**
 * The payment's side of the meeting: puts its rows under its keys, then looks which transactions wait under them.
 * What comes from a transaction's side needs none: it has looked itself, and a payment that was never met has its own
 * request coming.
 */
export async function meetTransactions(
  needs: AssignNeeds,
  paymentId: PaymentId,
  trigger: Trigger,
): Promise<Meeting | undefined> {
  if (trigger === 'notice_received' || trigger === 'status_queried') return undefined;
  const found = await needs.payments.byId(paymentId);
  if (!found.ok) return undefined;
  const payment = found.value;
  const now = indexedAs(payment);
  const before = (await needs.index.indexed([paymentId])).get(paymentId);
  const isMet = before?.fingerprint === now.fingerprint;
  if (!isMet) {
    if (payment.checkoutRequestId)
      await needs.reconciliations.linkAttempt(paymentId, payment.checkoutRequestId);
    await needs.index.put(now);
  }
  const waiting = await Promise.all(now.keys.map((key) => needs.index.transactionsUnder(key)));
  for (const head of await needs.transactions.transactions(waiting.flat())) {
    await assignTransaction(needs, head);
  }
  return {
    confirm: async () => {
      if (!isMet) await needs.index.confirm(now, before);
    },
  };
}

/** It was met and decided about as it is now. */
export async function isMetAlready(needs: Pick<AssignNeeds, 'index'>, payment: Payment): Promise<boolean> {
  const indexed = (await needs.index.indexed([payment.id])).get(payment.id);
  return indexed?.fingerprint === fingerprint(payment);
}

const indexedAs = (payment: Payment): IndexedPayment => ({
  id: payment.id,
  fingerprint: fingerprint(payment),
  keys: keysOfPayment(payment).map(({ key }) => key),
});
