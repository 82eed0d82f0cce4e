import type { PaymentId } from '../kernel/identifiers.ts';
import { fingerprint } from './fingerprint.ts';
import type { Payment } from './payment.ts';
import { keysOfPayment } from './payment-keys.ts';
import type { TransactionKey } from './transaction.ts';

/** A payment as it was when its rows were put and every transaction under them was looked at. */
export interface IndexedPayment {
  readonly id: PaymentId;
  /** SHA-256 of what matters in the document. */
  readonly fingerprint: string;
  /** Key texts of `keysOfPayment`. */
  readonly keys: readonly string[];
}

export const indexedAs = (payment: Payment): IndexedPayment => ({
  id: payment.id,
  fingerprint: fingerprint(payment),
  keys: keysOfPayment(payment).map(({ key }) => key),
});

/** A key that more bear names none of them: so many are found, and the rest is left to the operator's database and to people. */
export const mostUnderOneKey = 100;

/**
 * The meeting place of payments and transactions: rows of both under the same key. Each side writes its own rows
 * before it reads the other's, strongly consistently, so whichever comes second finds the first. It finds candidates
 * only; the decision reads the document.
 */
export interface PaymentIndex {
  /** Puts the rows of all keys. Those under keys that the payment had before go when its decision is saved. */
  put(payment: IndexedPayment): Promise<void>;
  /** At most `mostUnderOneKey`, as the next. */
  paymentsUnder(key: string): Promise<readonly PaymentId[]>;
  transactionsUnder(key: string): Promise<readonly TransactionKey[]>;
}

/** Which payments were met and decided about, and as what; saved with their decisions. */
export interface IndexedPayments {
  /** Those among them that were. */
  among(ids: readonly PaymentId[]): Promise<ReadonlyMap<PaymentId, IndexedPayment>>;
}
