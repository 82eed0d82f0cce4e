import type { CheckoutRequestId, PaymentId, Receipt, Shortcode } from '../kernel/identifiers.ts';
import type { Teller } from '../mpesa/hook.ts';
import type { Direction, Failure, NoticeChannel, Outcome, Phone, TransactionKind } from '../mpesa/notice.ts';

/** Names a transaction: one per receipt and kind. */
export interface TransactionKey {
  readonly receipt: Receipt;
  readonly kind: TransactionKind;
}

/** Sources that disagree on one fact; computed from the whole set of notices, never from their order. */
export interface Conflict {
  readonly field: 'amount' | 'shortcode' | 'direction' | 'outcome';
  readonly values: readonly { readonly channel: NoticeChannel; readonly value: string }[];
}

/** What M-Pesa says happened, reduced from all notices about one receipt and kind. */
export interface Transaction extends TransactionKey {
  readonly direction: Direction;
  readonly outcome: Outcome;
  readonly currency: 'KES';
  readonly amountMinor?: number;
  readonly shortcode?: Shortcode;
  /** Shortcodes under which other notices told of it. */
  readonly alsoToldUnder?: readonly Shortcode[];
  /** All who told of it; absent while of none of them the partner is known. */
  readonly tellers?: readonly Teller[];
  /** Where no body states a shortcode: those of its partner's other URLs that told of it. The money may be of either. */
  readonly alsoAssumed?: readonly Shortcode[];
  /** A number that nobody lists and that the money was told to come to. */
  readonly statedShortcode?: Shortcode;
  readonly reference?: string;
  readonly phone?: Phone;
  readonly payerName?: string;
  readonly occurredAt?: number;
  readonly checkoutRequestIds: readonly CheckoutRequestId[];
  readonly reversesReceipt?: Receipt;
  readonly chargeMinor?: number;
  readonly failure?: Failure;
  /** Channels heard from, strongest first; once one is final, only those that are. */
  readonly sources: readonly NoticeChannel[];
  readonly conflicts: readonly Conflict[];
  /** One of its notices came from an address that M-Pesa is not known to call from. */
  readonly hasUnknownSource?: true;
  /** When the first notice reached us, epoch milliseconds. */
  readonly firstReceivedAt: number;
}

/** All who told of it; where that was not noted, by their shortcodes alone. */
export const tellersOf = ({
  shortcode,
  alsoToldUnder = [],
  tellers,
}: Pick<Transaction, 'shortcode' | 'alsoToldUnder' | 'tellers'>): readonly Teller[] =>
  tellers ?? [...(shortcode ? [shortcode] : []), ...alsoToldUnder].map((each) => ({ shortcode: each }));

/** Those of them in whose name a body states the shortcode; none where that was not noted. */
export const statedTellersOf = ({ tellers = [] }: Pick<Transaction, 'tellers'>): readonly Teller[] =>
  tellers.filter(({ isStated }) => isStated);

/** No body states a shortcode: only the URLs say whose it is. False where that was not noted. */
export const isOnUrlsWord = (transaction: Pick<Transaction, 'tellers'>): boolean =>
  transaction.tellers !== undefined && statedTellersOf(transaction).length === 0;

/** By what a transaction was given to a payment, strongest first: a stronger rule moves what a weaker one gave. */
export const allocationRules = ['person', 'checkout_request_id', 'receipt', 'reference'] as const;
export type AllocationRule = (typeof allocationRules)[number];

/** A part or all of a transaction's amount, given to a payment. */
export interface Allocation {
  readonly paymentId: PaymentId;
  readonly amountMinor: number;
  readonly rule: AllocationRule;
}

/** A transaction as kept: with what of it is already given to payments. */
export interface TransactionHead extends Transaction {
  /** Together never more than `amountMinor`. */
  readonly allocations: readonly Allocation[];
  /** Rises with every write. */
  readonly version: number;
  /** When people were told that no payment fits it, epoch milliseconds. */
  readonly toldUnmatchedAt?: number;
}

/** One STK push, whether it ended in money or not, reduced from its notices. */
export interface Attempt {
  readonly checkoutRequestId: CheckoutRequestId;
  readonly outcome: Outcome;
  readonly failure?: Failure;
  /** The receipt it ended in. */
  readonly receipt?: Receipt;
  readonly sources: readonly NoticeChannel[];
  readonly firstReceivedAt: number;
}
