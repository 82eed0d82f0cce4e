import type { PaymentId } from '../kernel/identifiers.ts';
import { ok, type Result } from '../kernel/result.ts';
import { days } from '../kernel/time.ts';
import type { Payment } from '../payments/payment.ts';
import type { PaymentLookupFailure } from '../payments/payment-book.ts';
import { type IndexedPayment, indexedAs } from '../payments/payment-index.ts';
import type { Attempt, TransactionHead } from '../payments/transaction.ts';
import { attemptsOf } from './attempts-of.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import type { ReconciliationRecord } from './reconciliation-ledger.ts';

/** All that a decision is read from. */
export interface View {
  readonly payment: Payment;
  readonly record: ReconciliationRecord;
  readonly transactions: readonly TransactionHead[];
  readonly attempts: readonly Attempt[];
  /** What the payment is to be indexed as. */
  readonly indexed: IndexedPayment;
  /** It was met with its transactions and decided about before, as it is now. */
  readonly isMet: boolean;
}

/** The record first: whoever saves between this read and our save makes ours fail, so what we read after it is fresh. */
export async function readView(
  deps: ReconcileDependencies,
  paymentId: PaymentId,
  now: number,
): Promise<Result<View, PaymentLookupFailure>> {
  const record = await deps.reconciliations.read(paymentId);
  const linked = record.links.map((link) => link.transaction);
  const [payment, given] = await Promise.all([
    deps.payments.byId(paymentId),
    linked.length === 0 ? [] : deps.transactions.transactions(linked),
  ]);
  if (!payment.ok) {
    await putOff(deps, record, payment.error, now);
    return payment;
  }
  const [attempts, named] = await Promise.all([
    deps.transactions.attempts(attemptsOf(payment.value, record)),
    namedTransaction(deps, payment.value, given),
  ]);
  const transactions = [...given, ...named];
  const indexed = indexedAs(payment.value);
  const isMet = record.indexed?.fingerprint === indexed.fingerprint;
  return ok({ payment: payment.value, record, transactions, attempts, indexed, isMet });
}

/** What M-Pesa says of the receipt that the document names, although nothing of it was given: it may have failed. */
async function namedTransaction(
  deps: ReconcileDependencies,
  { mpesaReceipt, direction }: Payment,
  given: readonly TransactionHead[],
): Promise<readonly TransactionHead[]> {
  if (mpesaReceipt === undefined || given.some(({ receipt }) => receipt === mpesaReceipt)) return [];
  const kind = direction === 'in' ? 'payment' : 'payout';
  const heads = await deps.transactions.transactions([{ receipt: mpesaReceipt, kind }]);
  return heads.filter(({ outcome }) => outcome === 'failed');
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
