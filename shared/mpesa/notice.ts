import type { CheckoutRequestId, Receipt, Shortcode } from '../kernel/identifiers.ts';

/** Where M-Pesa said it. `stk-query` is our own question's synchronous answer. */
export type NoticeChannel = 'stk' | 'c2b' | 'status' | 'stk-query' | 'pull' | 'statement';

export type TransactionKind = 'payment' | 'charge' | 'sweep-in' | 'sweep-out' | 'reversal' | 'payout';
export type Direction = 'in' | 'out';
export type Outcome = 'succeeded' | 'failed' | 'pending';

/** What M-Pesa tells of a payer's number: clear digits (2547…), masked text, or SHA-256 of the digits. */
export interface Phone {
  readonly clear?: string;
  readonly masked?: string;
  readonly sha256?: string;
}

export interface Failure {
  /** M-Pesa's result code as text: `1032`, `SFC_IC0003`. */
  readonly code: string;
  /** What it means, in our words; M-Pesa's own texts change by year. */
  readonly reason: string;
}

/** Says something about a transaction: it has a receipt. */
export interface TransactionNotice {
  readonly about: 'transaction';
  readonly channel: NoticeChannel;
  readonly receipt: Receipt;
  readonly kind: TransactionKind;
  readonly direction: Direction;
  readonly outcome: Outcome;
  readonly currency: 'KES';
  readonly amountMinor?: number;
  readonly shortcode?: Shortcode;
  /** The shortcode is that of our callback URL: the body stated none, or one that is not believed. */
  readonly shortcodeAssumed?: true;
  /** What the body stated where nobody lists that: a head-office or store number, which a payment may name all the same. */
  readonly statedShortcode?: Shortcode;
  /** The account number as the customer typed it. */
  readonly reference?: string;
  readonly phone?: Phone;
  readonly payerName?: string;
  /** Epoch milliseconds, M-Pesa's own time converted from East Africa Time. */
  readonly occurredAt?: number;
  readonly checkoutRequestId?: CheckoutRequestId;
  readonly reversesReceipt?: Receipt;
  readonly chargeMinor?: number;
  readonly balanceAfterMinor?: number;
  readonly failure?: Failure;
}

/** Says how an STK push ended (or stands) where no receipt is told. */
export interface AttemptNotice {
  readonly about: 'attempt';
  readonly channel: 'stk' | 'stk-query';
  readonly checkoutRequestId: CheckoutRequestId;
  /** That of the callback URL it came to; the answer to a question of our own has none. */
  readonly shortcode?: Shortcode;
  readonly outcome: Outcome;
  readonly failure?: Failure;
}

/** The answer to our own status query, where it tells of no transaction. */
export interface QueryNotice {
  readonly about: 'query';
  readonly channel: 'status';
  readonly queryId: string;
  readonly outcome: 'failed' | 'timeout';
  readonly failure?: Failure;
}

export type Notice = TransactionNotice | AttemptNotice | QueryNotice;

/** Why a body is not a notice of its channel: names the field and what was expected. */
export interface UnreadableNotice {
  readonly reason: 'unreadable_body' | 'unknown_kind' | 'invalid_field';
  readonly field?: string;
  readonly message: string;
}
