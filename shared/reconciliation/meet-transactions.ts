import { receipt } from '../kernel/identifiers.ts';
import type { Payment } from '../payments/payment.ts';
import type { IndexedPayment } from '../payments/payment-index.ts';
import { receiptOfKey } from '../payments/payment-keys.ts';
import type { TransactionHead, TransactionKey } from '../payments/transaction.ts';
import { type AssignNeeds, assignTransaction } from './assign-transaction.ts';
import { rank } from './find-payment.ts';
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
    const known = record.indexed?.keys ?? [];
    await needs.index.put({ ...indexed, keys: indexed.keys.filter((key) => !known.includes(key)) });
  }
  // Under the keys it had before as well: what was ambiguous there may be clear without it.
  const keys = new Set([...indexed.keys, ...(record.indexed?.keys ?? [])]);
  const waiting = await Promise.all([...keys].map((key) => needs.index.transactionsUnder(key)));
  const heads = await needs.transactions.transactions([...waiting.flat(), ...namedBy(payment, [...keys])]);
  const open = heads.filter((head) => !isGivenByName(head, payment));
  for (const head of open) await assignTransaction(needs, head, (id) => id === payment.id);
  return open.length > 0;
}

/** A receipt names its transaction by itself: as M-Pesa writes it, it needs no row under it. */
const namedBy = ({ direction }: Payment, keys: readonly string[]): readonly TransactionKey[] =>
  keys
    .map(receiptOfKey)
    .filter((named) => named !== undefined)
    .map((named) => ({ receipt: receipt(named), kind: direction === 'in' ? 'payment' : 'payout' }));

/** The payment has it by its receipt or a stronger rule: nothing that it names could give it more of it. */
const isGivenByName = ({ allocations }: TransactionHead, { id }: Payment): boolean =>
  allocations.length > 0 &&
  allocations.every(({ paymentId, rule }) => paymentId === id && rank(rule) <= rank('receipt'));
