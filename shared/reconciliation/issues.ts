import { formatMoney } from '../kernel/money.ts';
import type { Payment } from '../payments/payment.ts';
import type { Issue, IssueType } from './decision.ts';
import type { Evidence, ReceivedMoney } from './evidence.ts';
import { defaultSeverities, type ReconciliationSettings, type SeverityRule } from './settings.ts';

/** What an issue is told from. */
export interface Case {
  readonly payment: Payment;
  readonly evidence: Evidence;
  readonly settings: ReconciliationSettings;
}

export function missingTransaction({ payment, evidence, settings }: Case): Issue {
  const rule = payment.status === 'completed' ? 'missing_though_completed' : 'missing_while_open';
  const amountInWords = formatMoney(payment.amountMinor, payment.currency);
  const expected =
    rule === 'missing_though_completed'
      ? `Marked as completed with ${amountInWords}`
      : `${amountInWords} is expected`;
  const news = confirmedInWords(evidence) ?? 'M-Pesa has told of no payment';
  return issue(
    'missing_transaction',
    rule,
    settings,
    `${expected}, but ${news}.`,
    figures(payment, evidence),
  );
}

export const openThoughPaid = ({ payment, evidence, settings }: Case): Issue =>
  issue(
    'status_mismatch',
    'open_though_paid',
    settings,
    `${paidInWords(evidence)}, but the payment is still marked as ${payment.status}.`,
    figures(payment, evidence),
  );

export const paidThoughFailed = ({ payment, evidence, settings }: Case): Issue =>
  issue(
    'status_mismatch',
    'paid_though_failed',
    settings,
    `Marked as ${payment.status}, but ${confirmedInWords(evidence) ?? paidInWords(evidence)}.`,
    figures(payment, evidence),
  );

export const reversedThoughCompleted = ({ payment, evidence, settings }: Case): Issue =>
  issue(
    'status_mismatch',
    'reversed_though_completed',
    settings,
    `Marked as completed, but ${returnedInWords(evidence)}.`,
    figures(payment, evidence),
  );

export const refundedWithoutReturn = ({ payment, evidence, settings }: Case): Issue =>
  issue(
    'status_mismatch',
    'refunded_without_return',
    settings,
    `Marked as refunded, but M-Pesa shows neither a reversal nor a payout of ${formatMoney(payment.amountMinor, payment.currency)}.`,
    figures(payment, evidence),
  );

/** `kept` is the receipt that alone pays the amount; every other one is too many. */
export function duplicatePayment({ payment, evidence, settings }: Case, kept: ReceivedMoney): Issue {
  const others = evidence.received.filter((money) => money !== kept && money.amountMinor > 0);
  const extraMinor = others.reduce((total, { amountMinor }) => total + amountMinor, 0);
  return issue(
    'duplicate_payment',
    'duplicate_payment',
    settings,
    `${formatMoney(payment.amountMinor, payment.currency)} was paid with ${kept.transaction.receipt}; ` +
      `another ${kes(extraMinor)} came with ${receiptsOf(others)}.`,
    {
      ...figures(payment, evidence),
      receipt: kept.transaction.receipt,
      duplicates: others.map(({ transaction }) => transaction.receipt),
      extraMinor,
    },
  );
}

/** Of the sum that was paid, before or after what was returned. The difference is paid minus expected. */
export function amountMismatch({ payment, evidence, settings }: Case, paidMinor: number): Issue {
  const differenceMinor = paidMinor - payment.amountMinor;
  const isFarOff = Math.abs(differenceMinor) * 100 >= settings.highDifferencePercent * payment.amountMinor;
  const size = `${kes(Math.abs(differenceMinor))} too ${differenceMinor < 0 ? 'little' : 'much'}`;
  const afterReturn = evidence.returnedMinor > 0 ? `; ${returnedInWords(evidence)}` : '';
  const rule = isFarOff ? 'far_off' : differenceMinor < 0 ? 'underpaid' : 'overpaid';
  return issue(
    'amount_mismatch',
    rule,
    settings,
    `${formatMoney(payment.amountMinor, payment.currency)} was expected, ${kes(paidMinor)} paid (${receiptsOf(evidence.received)})${afterReturn}: ${size}.`,
    { ...figures(payment, evidence), differenceMinor },
  );
}

export const otherCurrency = ({ payment, evidence, settings }: Case): Issue =>
  issue(
    'amount_mismatch',
    'other_currency',
    settings,
    `${formatMoney(payment.amountMinor, payment.currency)} was expected, but M-Pesa pays in KES: ${paidInWords(evidence)}.`,
    figures(payment, evidence),
  );

function issue(
  type: IssueType,
  rule: SeverityRule,
  settings: ReconciliationSettings,
  message: string,
  evidence: Issue['evidence'],
): Issue {
  return { type, severity: settings.severities[rule] ?? defaultSeverities[rule], message, evidence };
}

export const conflictIssue = (
  settings: ReconciliationSettings,
  message: string,
  evidence: Issue['evidence'],
): Issue => issue('conflict', 'conflict', settings, message, evidence);

const figures = (payment: Payment, evidence: Evidence) => ({
  expectedMinor: payment.amountMinor,
  receivedMinor: evidence.netMinor,
  receipts: [...evidence.received.map(({ transaction }) => transaction), ...evidence.withoutAmount].map(
    ({ receipt }) => receipt,
  ),
  ...(evidence.returned.length > 0 && { returns: evidence.returned.map(({ receipt }) => receipt) }),
});

/** M-Pesa's own amounts are always in KES. */
const kes = (minor: number): string => formatMoney(minor, 'KES');

const receiptsOf = (received: readonly ReceivedMoney[]): string =>
  received.map(({ transaction }) => transaction.receipt).join(', ');

const paidInWords = (evidence: Evidence): string =>
  `${kes(evidence.netMinor)} was paid (${receiptsOf(evidence.received)})`;

/** A success that is no money yet, where there is no other. */
function confirmedInWords({ received, withoutAmount, receiptIsMissing }: Evidence): string | undefined {
  if (received.length > 0) return undefined;
  const [unknown] = withoutAmount;
  if (unknown) return `M-Pesa has confirmed ${unknown.receipt} without telling the amount`;
  return receiptIsMissing ? 'M-Pesa says that it was paid, and has sent no receipt' : undefined;
}

/** Also the reason of a payment that came and went. */
export const returnedInWords = (evidence: Evidence): string =>
  `${kes(evidence.returnedMinor)} was returned (${evidence.returned.map(({ receipt }) => receipt).join(', ')})`;
