import type { PaymentId } from '../kernel/identifiers.ts';
import { ok, type Result } from '../kernel/result.ts';
import { days } from '../kernel/time.ts';
import type { Payment } from '../payments/payment.ts';
import type { PaymentLookupFailure } from '../payments/payment-book.ts';
import { type IndexedPayment, indexedAs } from '../payments/payment-index.ts';
import { receiptNamedBy } from '../payments/payment-keys.ts';
import type { Attempt, TransactionHead } from '../payments/transaction.ts';
import { readAttempts } from './attempts-of.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import type { ReconciliationRecord } from './reconciliation-ledger.ts';
import { isAnothersMoney } from './whose-payment.ts';

/** The payment, and what was decided about it last. */
export interface Basis {
  readonly payment: Payment;
  readonly record: ReconciliationRecord;
  /** What the payment is to be indexed as. */
  readonly indexed: IndexedPayment;
  /** It was met with its transactions and decided about before, as it is now. */
  readonly isMet: boolean;
}

/** All that a decision is read from. */
export interface View extends Basis {
  readonly transactions: readonly TransactionHead[];
  readonly attempts: readonly Attempt[];
}

/** The record first: whoever saves between this read and our save makes ours fail, so what we read after it is fresh. */
export async function readBasis(
  deps: ReconcileDependencies,
  paymentId: PaymentId,
  now: number,
): Promise<Result<Basis, PaymentLookupFailure>> {
  const record = await deps.reconciliations.read(paymentId);
  const payment = await deps.payments.byId(paymentId);
  if (!payment.ok) {
    await putOff(deps, record, payment.error, now);
    return payment;
  }
  const indexed = indexedAs(payment.value);
  const isMet = record.indexed?.fingerprint === indexed.fingerprint;
  return ok({ payment: payment.value, record, indexed, isMet });
}

/** All that M-Pesa has told of the payment. */
export async function readEvidence(
  deps: ReconcileDependencies,
  { payment, record }: Basis,
): Promise<Pick<View, 'transactions' | 'attempts'>> {
  const linked = record.links.map((link) => link.transaction);
  const [given, attempts] = await Promise.all([
    linked.length === 0 ? [] : deps.transactions.transactions(linked),
    readAttempts(deps, payment, record),
  ]);
  return { transactions: [...given, ...(await namedTransaction(deps, payment, given))], attempts };
}

/** What M-Pesa says of the receipt that the document names, although nothing of it was given: it may have failed. */
async function namedTransaction(
  { transactions: ledger, hooks }: ReconcileDependencies,
  payment: Payment,
  given: readonly TransactionHead[],
): Promise<readonly TransactionHead[]> {
  const named = receiptNamedBy(payment);
  if (named === undefined || given.some(({ receipt }) => receipt === named)) return [];
  const kind = payment.direction === 'in' ? 'payment' : 'payout';
  const [head] = await ledger.transactions([{ receipt: named, kind }]);
  if (head?.outcome !== 'failed' || (await isAnothersMoney(hooks, payment, head))) return [];
  return [head];
}

/** What cannot be decided about is not swept again and again: a document that is gone never, one that cannot be read daily. */
async function putOff(
  deps: ReconcileDependencies,
  { state }: ReconciliationRecord,
  failure: PaymentLookupFailure,
  now: number,
): Promise<void> {
  if (!state?.review || state.review.at > now) return;
  const { review, ...rest } = state;
  const later = failure.kind === 'not_found' ? undefined : { ...review, at: now + days(1) };
  await deps.reconciliations.save({ ...rest, ...(later && { review: later }), version: state.version + 1 });
}
