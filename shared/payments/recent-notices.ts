import type { CheckoutRequestId } from '../kernel/identifiers.ts';
import type { TransactionKey } from './transaction.ts';

/** What a notice tells of. */
export type NoticeSubject =
  | ({ readonly about: 'transaction' } & TransactionKey)
  | { readonly about: 'attempt'; readonly checkoutRequestId: CheckoutRequestId }
  | { readonly about: 'query'; readonly queryId: string };

/** Looks through all notices there are: for a person who asks, not for a function. */
export interface RecentNotices {
  /** What the notices tell of that came at or after `since`, page by page; the same may come more than once. */
  since(at: number): AsyncIterable<readonly NoticeSubject[]>;
}
