import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import type { PartnerId, PaymentId, Receipt, Shortcode } from '../kernel/identifiers.ts';
import { maskPhone } from '../kernel/mask.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
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
export interface AuditEvent {
  readonly paymentId: PaymentId;
  /** From 1, without gaps. */
  readonly version: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The person, or `system`. */
  readonly by: string;
  readonly trigger: Trigger;
  /** Absent in the first one. */
  readonly before?: DecisionSummary;
  readonly after: DecisionSummary;
  readonly currency: string;
  readonly partnerId?: PartnerId;
  readonly shortcode?: Shortcode;
  readonly fleetId?: string;
  readonly transactions: readonly AuditedTransaction[];
  /** Of the version before; 64 zeros in the first one. */
  readonly previousHash: string;
  /** SHA-256 of the canonical JSON of all the rest. */
  readonly hash: string;
}

export interface AuditHead {
  readonly version: number;
  readonly hash: string;
}

export interface AuditCause {
  readonly payment: Payment;
  readonly transactions: readonly Transaction[];
  readonly at: number;
  readonly by: string;
  readonly trigger: Trigger;
  readonly before: Decision | undefined;
  readonly after: Decision;
}

const noHash = '0'.repeat(64);

/** The next event of a payment's chain, linked to the one before by its hash. */
export function nextEvent(previous: AuditHead | undefined, cause: AuditCause): AuditEvent {
  const { payment, transactions, at, by, trigger, before, after } = cause;
  const shortcode = payment.shortcode ?? transactions.find((transaction) => transaction.shortcode)?.shortcode;
  const version = (previous?.version ?? 0) + 1;
  const content: Omit<AuditEvent, 'hash'> = {
    paymentId: payment.id,
    version,
    at,
    by,
    trigger,
    ...(before && { before: summarise(before) }),
    after: summarise(after),
    currency: payment.currency,
    ...(payment.partnerId && { partnerId: payment.partnerId }),
    ...(shortcode && { shortcode }),
    ...(payment.fleetId && { fleetId: payment.fleetId }),
    transactions: transactions.map(audited),
    previousHash: previous?.hash ?? noHash,
  };
  return { ...content, hash: hashOf(content) };
}

/** Where a chain is broken: the first version that is not as it was written. */
export interface BrokenChain {
  readonly version: number;
  readonly message: string;
}

/**
 * Checks the whole chain of one payment, oldest first: no event changed, missing, added or moved. That the newest are not
 * missing can only be told with the `head` kept elsewhere (the reconciliation's state).
 *
 * @returns the head of the chain (undefined for an empty one), or where it is broken.
 */
export function verifyChain(
  events: readonly AuditEvent[],
  head?: AuditHead,
): Result<AuditHead | undefined, BrokenChain> {
  let last: AuditHead | undefined;
  for (const event of events) {
    const version = (last?.version ?? 0) + 1;
    const { hash, ...content } = event;
    if (event.version !== version)
      return broken(version, `expected version ${version}, found ${JSON.stringify(event.version)}`);
    if (event.previousHash !== (last?.hash ?? noHash))
      return broken(version, 'does not follow from the event before it');
    if (hash !== hashOf(content)) return broken(version, 'was changed after it was written');
    last = { version, hash };
  }
  if (head && (head.version !== last?.version || head.hash !== last.hash)) {
    return broken((last?.version ?? 0) + 1, `the chain should end with version ${head.version}`);
  }
  return ok(last);
}

/** What happened, for people: `pending → matched`, `matched, unchanged`. */
export const eventInWords = ({ before, after }: AuditEvent): string =>
  canonicalJson(before) === canonicalJson(after)
    ? `${after.status}, unchanged`
    : `${before?.status ?? 'pending'} → ${after.status}`;

const broken = (version: number, message: string) => failed({ version, message });

const hashOf = (content: Omit<AuditEvent, 'hash'>): string => sha256(canonicalJson(content));

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
