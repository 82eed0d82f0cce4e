import { fingerprint } from '../payments/fingerprint.ts';
import type { Payment } from '../payments/payment.ts';
import { keysOfPayment } from '../payments/payment-keys.ts';
import { type AssignNeeds, assignTransaction } from './assign-transaction.ts';
import type { Trigger } from './trigger.ts';

/**
 * The payment's side of the meeting: puts its rows under its keys, then looks which transactions wait under them.
 * A notice that comes for a payment already met needs no second look: the transaction has looked itself.
 */
export async function meetTransactions(
  needs: AssignNeeds,
  payment: Payment,
  trigger: Trigger,
): Promise<void> {
  const keys = keysOfPayment(payment);
  const indexed = { id: payment.id, fingerprint: fingerprint(payment), keys: keys.map(({ key }) => key) };
  const known = (await needs.index.indexed([payment.id])).get(payment.id);
  const isMet = known?.fingerprint === indexed.fingerprint;
  if (isMet && trigger === 'notice_received') return;

  if (!isMet) {
    if (payment.checkoutRequestId)
      await needs.reconciliations.linkAttempt(payment.id, payment.checkoutRequestId);
    await needs.index.put(indexed);
  }
  const waiting = (await Promise.all(keys.map(({ key }) => needs.index.transactionsUnder(key)))).flat();
  for (const head of await needs.transactions.transactions(waiting)) await assignTransaction(needs, head);
  if (!isMet) await needs.index.confirm(indexed, known);
}
