import type { PaymentId } from '../kernel/identifiers.ts';
import type { TransactionKey } from './transaction.ts';

/** A payment as it was when last looked at. */
export interface IndexedPayment {
  readonly id: PaymentId;
  /** SHA-256 of what matters in the document. */
  readonly fingerprint: string;
  /** Key texts of `keysOfPayment`. */
  readonly keys: readonly string[];
}

/**
 * The meeting place of payments and transactions: rows of both under the same key. Each side writes its own rows
 * before it reads the other's, strongly consistently, so whichever comes second finds the first. It finds candidates
 * only; the decision reads the document.
 */
export interface PaymentIndex {
  /** As last confirmed. */
  indexed(ids: readonly PaymentId[]): Promise<ReadonlyMap<PaymentId, IndexedPayment>>;
  /** Puts the rows of all keys. */
  put(payment: IndexedPayment): Promise<void>;
  /**
   * Notes that the rows stand and that every transaction under them was looked at: only then is the payment `indexed`.
   * Rows under keys that it had `before` and has no longer are removed, but those by CheckoutRequestID stay for good. No
   * effect when it is no longer indexed as `before`: whoever confirmed meanwhile has seen it too.
   */
  confirm(payment: IndexedPayment, before: IndexedPayment | undefined): Promise<void>;
  paymentsUnder(key: string): Promise<readonly PaymentId[]>;
  transactionsUnder(key: string): Promise<readonly TransactionKey[]>;
}
