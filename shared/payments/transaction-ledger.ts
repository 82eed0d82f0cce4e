import type { TransactionUnmatched } from '../events/transaction-unmatched.ts';
import type { CheckoutRequestId, PartnerId, PaymentId } from '../kernel/identifiers.ts';
import type { AttemptNotice, Notice, QueryNotice, TransactionNotice } from '../mpesa/notice.ts';
import type { AboutAttempt } from './reduce-attempt.ts';
import type { Received } from './reduce-transaction.ts';
import type { Allocation, TransactionHead, TransactionKey } from './transaction.ts';

/** A notice with the body it was read from, as it is kept for good. */
export interface KeptNotice<N extends Notice = Notice> {
  readonly notice: N;
  /**
   * SHA-256 of the partner, the canonical body and, where the body states none, the shortcode: the same body heard twice from one
   * partner's URLs is one notice, unless each URL tells of another shortcode.
   */
  readonly hash: string;
  /** Canonical JSON, secrets removed. */
  readonly body: string;
  /** Epoch milliseconds at which our edge took it. */
  readonly receivedAt: number;
  /** The partner whose URL it came to; an answer to a question of our own has none. */
  readonly toldBy?: PartnerId;
  readonly sourceIp?: string;
  /** M-Pesa is not known to call from that address. */
  readonly sourceUnknown?: true;
}

export interface Recorded<T> {
  readonly value: T;
  /** False when this very notice was kept before. */
  readonly isNew: boolean;
  /** Nothing was kept: the head is given to a payment that the caller did not know to have it. */
  readonly isGivenMeanwhile?: true;
}

/**
 * Notices, and the transactions and attempts they add up to.
 * Every record is put once per subject, channel and hash, whatever the number and order of calls; reads are strongly
 * consistent; what was answered is durable.
 */
export interface TransactionLedger {
  /**
   * Keeps the notice, reduces all notices of its receipt and kind, and saves the head. A notice with a
   * CheckoutRequestID is kept under the attempt as well. A succeeded head with a known amount that no payment has puts its
   * rows under its keys in the payment index; if its kind is payment, it is also unmatched (unless `expectsPayment` is
   * false). That and a reversal without its payment are due for their next try 15 minutes after they were first received.
   */
  recordTransaction(
    kept: KeptNotice<TransactionNotice>,
    expectsPayment: boolean,
    /** What a head that this very notice makes is given to, with the links, in the same write. Else they are not used. */
    allocations?: readonly Allocation[],
    /** The payments that the caller knows to have the head: it is not merged into what another has. @default any */
    owners?: readonly PaymentId[],
  ): Promise<Recorded<TransactionHead>>;
  /** Keeps how a push ended where no receipt is told. */
  recordAttempt(kept: KeptNotice<AttemptNotice>): Promise<Recorded<AttemptNotice>>;
  /** Keeps the answer to a status query that told of no transaction. */
  recordQuery(kept: KeptNotice<QueryNotice>): Promise<Recorded<QueryNotice>>;

  /** Those that exist, in the order asked for. */
  transactions(keys: readonly TransactionKey[]): Promise<readonly TransactionHead[]>;
  /** All that was told of each push, in the order asked for; an empty list for one that was never heard of. */
  attemptNotices(ids: readonly CheckoutRequestId[]): Promise<readonly (readonly Received<AboutAttempt>[])[]>;

  /**
   * Replaces the allocations of a head, with the links under each payment, in one transaction: only while the head's
   * version is still the given one. Rows under keys of the same or a weaker rule are removed, so is the unmatched mark.
   * Throws when the sum exceeds the amount.
   */
  allocate(head: TransactionHead, allocations: readonly Allocation[]): Promise<'saved' | 'changed'>;

  /** Marks that people were told, and puts the fact into the outbox, once. */
  tellUnmatched(head: TransactionHead, fact: TransactionUnmatched): Promise<'saved' | 'changed'>;

  /** Transactions that wait for their payment and whose next try is due, oldest first, at most `limit`. */
  dueUnmatched(now: number, limit: number): Promise<readonly TransactionHead[]>;
  /** Sets the next try; undefined: never again. No effect on a head that changed meanwhile. */
  postpone(head: TransactionHead, nextTryAt: number | undefined): Promise<void>;
}
