import type { CheckoutRequestId, PartnerId, PaymentId, Receipt, Shortcode } from '../kernel/identifiers.ts';
import type { Result } from '../kernel/result.ts';
import type { ForwardTargets } from './forward.ts';
import type { Payment } from './payment.ts';

export type PaymentLookupFailure =
  | { readonly kind: 'not_found'; readonly message: string }
  /** Both a string and an ObjectId bear this id. */
  | { readonly kind: 'ambiguous_id'; readonly message: string }
  | { readonly kind: 'unreadable'; readonly field: string; readonly message: string };

export interface PartnerShortcode {
  readonly partnerId: PartnerId;
  readonly partnerName: string;
  readonly shortcode: Shortcode;
  readonly kind: 'paybill' | 'till';
  readonly expectsPayments: boolean;
  readonly validation: 'accept_all' | 'check';
  /** Usable URLs only. */
  readonly forwardTo?: ForwardTargets;
}

export interface PaymentClues {
  readonly checkoutRequestIds: readonly CheckoutRequestId[];
  readonly receipt?: Receipt;
  /** As typed: the raw value and its trimmed and upper-case forms are tried. */
  readonly reference?: string;
  /** One of these, or none. @default any */
  readonly shortcodes?: readonly Shortcode[];
}

/** One document of the operator's, readable as a payment or not. */
export interface BookEntry {
  readonly id: PaymentId;
  readonly payment: Result<Payment, PaymentLookupFailure>;
}

/**
 * The operator's own payments and partners, read only, always from the primary. Throws when the database cannot be
 * reached (the caller's message is tried again).
 */
export interface PaymentBook {
  byId(id: PaymentId): Promise<Result<Payment, PaymentLookupFailure>>;
  /** The readable ones among them; ids that do not exist are left out. */
  byIds(ids: readonly PaymentId[]): Promise<readonly Payment[]>;
  /** A reference that more than a hundred bear finds those of them that are open. */
  byClues(clues: PaymentClues): Promise<readonly Payment[]>;
  /** Whether any document bears one of the clues, readable or not. */
  isBorne(clues: PaymentClues): Promise<boolean>;
  /** Created or updated at or after `since`, in no particular order, as a stream. */
  changedSince(since: number): AsyncIterable<BookEntry>;
  all(): AsyncIterable<BookEntry>;
  count(): Promise<number>;
  /** Shortcodes of active partners. */
  shortcodes(): Promise<readonly PartnerShortcode[]>;
}
