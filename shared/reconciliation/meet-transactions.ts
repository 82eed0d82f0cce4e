import type { Payment } from '../payments/payment.ts';
import type { IndexedPayment } from '../payments/payment-index.ts';
import { type AssignNeeds, assignTransaction } from './assign-transaction.ts';
import type { ReconciliationRecord } from './reconciliation-ledger.ts';

/**
 * The payment's side of the meeting: puts its rows under its keys, then looks which transactions wait under them.
 *
 * @returns whether some did: the payment's links may have changed.
 */
export async function meetTransactions(
  needs: AssignNeeds,
  payment: Payment,
  record: ReconciliationRecord,
  indexed: IndexedPayment,
): Promise<boolean> {
  const { checkoutRequestId } = payment;
  if (record.indexed?.fingerprint !== indexed.fingerprint) {
    if (checkoutRequestId && !record.attemptIds.includes(checkoutRequestId)) {
      await needs.reconciliations.linkAttempt(payment.id, checkoutRequestId);
    }
    await needs.index.put(indexed);
  }
  // Under the keys it had before as well: what was ambiguous there may be clear without it.
  const keys = new Set([...indexed.keys, ...(record.indexed?.keys ?? [])]);
  const waiting = await Promise.all([...keys].map((key) => needs.index.transactionsUnder(key)));
  const heads = await needs.transactions.transactions(waiting.flat());
  for (const head of heads) await assignTransaction(needs, head, (id) => id === payment.id);
  return heads.length > 0;
}
