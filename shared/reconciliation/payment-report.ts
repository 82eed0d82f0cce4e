import { maskCheckoutRequestId, maskPhone, maskText } from '../kernel/mask.ts';
import { majorNumber } from '../kernel/money.ts';
import { iso } from '../kernel/time.ts';
import type { Payment } from '../payments/payment.ts';
import type { PaymentBook } from '../payments/payment-book.ts';
import type { Attempt, TransactionHead } from '../payments/transaction.ts';
import type { TransactionLedger } from '../payments/transaction-ledger.ts';
import { type AttemptSources, readAttempts } from './attempts-of.ts';
import { type AuditEvent, eventInWords } from './audit.ts';
import { issuesReport } from './issue-report.ts';
import type { ReconciliationLedger, ReconciliationRecord } from './reconciliation-ledger.ts';

/** All that is known of one payment. */
export interface PaymentStanding {
  readonly payment: Payment;
  readonly record: ReconciliationRecord;
  readonly transactions: readonly TransactionHead[];
  readonly attempts: readonly Attempt[];
  readonly events: readonly AuditEvent[];
}

export interface StandingSources extends Pick<AttemptSources, 'hooks'> {
  readonly payments: PaymentBook;
  readonly transactions: TransactionLedger;
  readonly reconciliations: ReconciliationLedger;
}

/** Reads what was decided about a payment and from what; decides nothing. */
export async function readStanding(sources: StandingSources, payment: Payment): Promise<PaymentStanding> {
  const record = await sources.reconciliations.read(payment.id);
  const [events, transactions, attempts] = await Promise.all([
    sources.reconciliations.events(payment.id),
    sources.transactions.transactions(record.links.map(({ transaction }) => transaction)),
    readAttempts(sources, payment, record),
  ]);
  // Up to the decision that is shown, whatever has been decided since it was read.
  const upTo = record.state?.lastEvent?.version ?? 0;
  return { payment, record, transactions, attempts, events: events.filter(({ version }) => version <= upTo) };
}

/** A payment as managers see it: amounts in major units, times in ISO 8601, phone numbers masked. */
export const paymentReport = ({ payment, record, transactions, attempts, events }: PaymentStanding) => ({
  payment: expected(payment),
  reconciliation: decided(payment, record),
  transactions: transactions.map((transaction) => ({
    receipt: transaction.receipt,
    kind: transaction.kind,
    amount: orNull(transaction.amountMinor, majorNumber),
    at: iso(transaction.occurredAt ?? transaction.firstReceivedAt),
    sources: [...transaction.sources],
    unknownSource: transaction.hasUnknownSource ?? false,
    allocated: majorNumber(allocatedMinor(transaction, record)),
  })),
  attempts: attempts.map(({ checkoutRequestId, outcome, failure, sources, firstReceivedAt }) => ({
    checkoutRequestId: maskCheckoutRequestId(checkoutRequestId),
    outcome,
    reason: failure?.reason ?? null,
    sources: [...sources],
    at: iso(firstReceivedAt),
  })),
  audit: events.map((event) => ({
    version: event.version,
    at: iso(event.at),
    by: maskText(event.by),
    why: orNull(event.why, maskText),
    what: eventInWords(event),
    hash: event.hash,
  })),
});

const expected = (payment: Payment) => ({
  id: payment.id,
  reference: orNull(payment.reference, maskReference),
  amount: majorNumber(payment.amountMinor),
  currency: payment.currency,
  status: payment.status,
  direction: payment.direction,
  method: payment.method ?? null,
  payerName: orNull(payment.payerName, maskText),
  payerPhone: orNull(payment.payerPhone, maskPhone),
  partnerId: payment.partnerId ?? null,
  shortcode: payment.shortcode ?? null,
  fleetId: payment.fleetId ?? null,
  route: orNull(payment.route, maskText),
  vehicle: payment.vehicle ?? null,
  driver: orNull(payment.driver, maskText),
  staff: orNull(payment.staff, maskText),
  checkoutRequestId: orNull(payment.checkoutRequestId, maskCheckoutRequestId),
  mpesaReceipt: payment.mpesaReceipt ?? null,
  createdAt: orNull(payment.createdAt, iso),
  updatedAt: orNull(payment.updatedAt, iso),
});

/** A payment that nobody has decided on yet is pending. */
const decided = (payment: Payment, { state }: ReconciliationRecord) => ({
  status: state?.decision.status ?? 'pending',
  reason: state?.decision.reason ?? null,
  issues: issuesReport(state?.decision.issues ?? []),
  assurance: state?.decision.assurance ?? null,
  amountExpected: majorNumber(state?.decision.amountExpectedMinor ?? payment.amountMinor),
  amountReceived: majorNumber(state?.decision.amountReceivedMinor ?? 0),
  version: state?.version ?? 0,
  decidedAt: orNull(state?.decidedAt, iso),
  trigger: state?.trigger ?? null,
});

const allocatedMinor = ({ receipt, kind }: TransactionHead, { links }: ReconciliationRecord): number =>
  links.find(({ transaction }) => transaction.receipt === receipt && transaction.kind === kind)
    ?.amountMinor ?? 0;

const orNull = <T, U>(value: T | undefined, show: (value: T) => U): U | null =>
  value === undefined ? null : show(value);

/** Customers are often told to type their number as the reference; other digits are a reference of the operator's. */
export const maskReference = (reference: string): string =>
  /^(\+?254|0)[17]\d{8}$/.test(reference.replaceAll(/[\s-]/g, '')) ? maskPhone(reference) : reference;
