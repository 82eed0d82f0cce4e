import { canonicalJson } from '../kernel/canonical-json.ts';
import { type Chained, type ChainHead, nextLink } from '../kernel/hash-chain.ts';
import type { PartnerId, PaymentId, Receipt, Shortcode } from '../kernel/identifiers.ts';
import { maskPhone } from '../kernel/mask.ts';
import type { Phone, TransactionKind } from '../mpesa/notice.ts';
import type { Payment } from '../payments/payment.ts';
import type { Transaction } from '../payments/transaction.ts';
import type { Decision, Issue } from './decision.ts';
import type { Trigger } from './trigger.ts';

/** A decision as it is remembered for good: without the evidence, which lives with the state. */
export interface DecisionSummary extends Omit<Decision, 'issues'> {
  readonly issues: readonly Omit<Issue, 'evidence'>[];
}

interface AuditedTransaction {
  readonly receipt: Receipt;
  readonly kind: TransactionKind;
  readonly amountMinor?: number;
  /** Masked. */
  readonly phone?: string;
}

/**
 * A changed decision, or a person's wish to have it decided again. Holds ids, masked phones and hashes only, so that personal
 * data can be erased elsewhere without breaking the chain.
 */
export interface AuditEvent extends Chained {
  readonly paymentId: PaymentId;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The person, or `system`. */
  readonly by: string;
  /** What the person said it was for. */
  readonly why?: string;
  readonly trigger: Trigger;
  /** Absent in the first one. */
  readonly before?: DecisionSummary;
  readonly after: DecisionSummary;
  readonly currency: string;
  readonly partnerId?: PartnerId;
  readonly shortcode?: Shortcode;
  readonly fleetId?: string;
  readonly transactions: readonly AuditedTransaction[];
}

export interface AuditCause {
  readonly payment: Payment;
  readonly transactions: readonly Transaction[];
  readonly at: number;
  readonly by: string;
  readonly why?: string | undefined;
  readonly trigger: Trigger;
  readonly before: Decision | undefined;
  readonly after: Decision;
}

/** The next event of a payment's chain, linked to the one before by its hash. */
export function nextEvent(previous: ChainHead | undefined, cause: AuditCause): AuditEvent {
  const { payment, transactions, at, by, why, trigger, before, after } = cause;
  const shortcode = payment.shortcode ?? transactions.find((transaction) => transaction.shortcode)?.shortcode;
  return nextLink(previous, {
    paymentId: payment.id,
    at,
    by,
    ...(why !== undefined && { why }),
    trigger,
    ...(before && { before: summarise(before) }),
    after: summarise(after),
    currency: payment.currency,
    ...(payment.partnerId && { partnerId: payment.partnerId }),
    ...(shortcode && { shortcode }),
    ...(payment.fleetId && { fleetId: payment.fleetId }),
    transactions: transactions.map(audited),
  });
}

/** What happened, for people: `pending → matched`, `matched, unchanged`. */
export const eventInWords = ({ before, after }: AuditEvent): string =>
  canonicalJson(before) === canonicalJson(after)
    ? `${after.status}, unchanged`
    : `${before?.status ?? 'pending'} → ${after.status}`;

const summarise = ({ issues, ...decision }: Decision): DecisionSummary => ({
  ...decision,
  issues: issues.map(({ type, severity, message }) => ({ type, severity, message })),
});

function audited({ receipt, kind, amountMinor, phone }: Transaction): AuditedTransaction {
  const masked = phone && maskedPhone(phone);
  return {
    receipt,
    kind,
    ...(amountMinor !== undefined && { amountMinor }),
    ...(masked && { phone: masked }),
  };
}

/** The hash is left out: so few numbers exist that it could be undone. */
const maskedPhone = ({ clear, masked }: Phone): string | undefined => (clear ? maskPhone(clear) : masked);
