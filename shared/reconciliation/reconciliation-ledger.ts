import type { CheckoutRequestId, PaymentId } from '../kernel/identifiers.ts';
import type { IndexedPayment } from '../payments/payment-index.ts';
import type { AllocationRule, TransactionKey } from '../payments/transaction.ts';
import type { AskedState } from './asked-state.ts';
import type { AuditEvent } from './audit.ts';
import type { Decision, Review } from './decision.ts';
import type { Trigger } from './trigger.ts';

export interface Link {
  readonly transaction: TransactionKey;
  readonly amountMinor: number;
  readonly rule: AllocationRule;
}

/** The decision about one payment, as last saved. */
export interface ReconciliationState {
  readonly paymentId: PaymentId;
  readonly decision: Decision;
  /** Hash of all that the decision was read from. */
  readonly inputs: string;
  readonly trigger: Trigger;
  readonly decidedAt: number;
  readonly firstSeenAt: number;
  /** Rises with every write; 0 is "never saved". */
  readonly version: number;
  readonly review?: Review;
  readonly asked?: AskedState;
  /** The last asking of a person's that bore a name. */
  readonly lastAsk?: string;
  /** Of the newest audit event; absent while there is none. */
  readonly lastEvent?: { readonly version: number; readonly hash: string };
}

export interface ReconciliationRecord {
  readonly state?: ReconciliationState;
  readonly links: readonly Link[];
  readonly attemptIds: readonly CheckoutRequestId[];
  /** As what the payment was last met with its transactions. */
  readonly indexed?: IndexedPayment;
}

/** What is saved together with a decision. */
export interface SavedBeside {
  /** Into audit and outbox. */
  readonly event?: AuditEvent | undefined;
  /**
   * Notes that the payment's rows stand and that every transaction under them was looked at. Rows under keys that it had `before`
   * and has no longer are removed; those by CheckoutRequestID stay for good.
   */
  readonly indexed?:
    | { readonly now: IndexedPayment; readonly before: IndexedPayment | undefined }
    | undefined;
}

/** Decisions with their audit events; the links are written by the transaction ledger. Reads are strongly consistent. */
export interface ReconciliationLedger {
  read(paymentId: PaymentId): Promise<ReconciliationRecord>;
  /** Notes that this STK push was for this payment; for good. */
  linkAttempt(paymentId: PaymentId, id: CheckoutRequestId): Promise<void>;
  /** Saves the state and what goes with it in one transaction, only while the saved version is `state.version - 1`. */
  save(state: ReconciliationState, beside?: SavedBeside): Promise<'saved' | 'changed'>;
  /** Oldest first. */
  events(paymentId: PaymentId): Promise<readonly AuditEvent[]>;
  /** Payments whose review is due, oldest first, page by page. */
  due(
    now: number,
    page: { limit: number; cursor?: string },
  ): Promise<{ states: readonly ReconciliationState[]; cursor?: string }>;
  /** Lets the review of a state be due again only at `until`. No effect on one that was saved meanwhile. */
  postpone(state: ReconciliationState, until: number): Promise<void>;
}
