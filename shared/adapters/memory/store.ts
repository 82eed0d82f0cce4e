import type { Fact } from '../../events/fact.ts';
import type { CheckoutRequestId, PaymentId } from '../../kernel/identifiers.ts';
import type { Notice } from '../../mpesa/notice.ts';
import type { IndexedPayment } from '../../payments/payment-index.ts';
import type { TransactionHead } from '../../payments/transaction.ts';
import type { Waiting } from '../../payments/transaction-head.ts';
import type { KeptNotice } from '../../payments/transaction-ledger.ts';
import type { AuditEvent } from '../../reconciliation/audit.ts';
import type { Link, ReconciliationState } from '../../reconciliation/reconciliation-ledger.ts';

export interface HeadEntry {
  readonly head: TransactionHead;
  readonly waiting: Waiting;
}

/** What the ledgers in memory share, as the tables are shared: each port's twin takes the same store. */
export interface MemoryStore {
  /** By subject, then by channel and hash. */
  readonly notices: Map<string, Map<string, KeptNotice<Notice>>>;
  readonly heads: Map<string, HeadEntry>;
  /** By key: the payments and transactions that stand under it. */
  readonly paymentsUnder: Map<string, Set<PaymentId>>;
  readonly transactionsUnder: Map<string, Map<string, TransactionHead>>;
  readonly indexed: Map<PaymentId, IndexedPayment>;
  /** By payment, then by transaction. */
  readonly links: Map<PaymentId, Map<string, Link>>;
  readonly attemptIds: Map<PaymentId, Set<CheckoutRequestId>>;
  readonly states: Map<PaymentId, ReconciliationState>;
  /** Until when a review is not due, whatever its state says. */
  readonly postponed: Map<PaymentId, number>;
  readonly events: Map<PaymentId, AuditEvent[]>;
  /** By the fact's id. */
  readonly outbox: Map<string, Fact>;
}

export const memoryStore = (): MemoryStore => ({
  notices: new Map(),
  heads: new Map(),
  paymentsUnder: new Map(),
  transactionsUnder: new Map(),
  indexed: new Map(),
  links: new Map(),
  attemptIds: new Map(),
  states: new Map(),
  postponed: new Map(),
  events: new Map(),
  outbox: new Map(),
});

/** The entry under the key, made when there is none. */
export function entryOf<Key, Entry>(map: Map<Key, Entry>, key: Key, make: () => Entry): Entry {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
