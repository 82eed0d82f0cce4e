import type { IndexedPayment } from '../../payments/payment-index.ts';
import { factOf } from '../../reconciliation/reconciled-fact.ts';
import type {
  ReconciliationLedger,
  ReconciliationState,
} from '../../reconciliation/reconciliation-ledger.ts';
import { entryOf, type MemoryStore } from './store.ts';

/** Decisions and audit events in memory. */
export const memoryReconciliationLedger = (store: MemoryStore): ReconciliationLedger => ({
  async read(paymentId) {
    const state = store.states.get(paymentId);
    const links = store.links.get(paymentId);
    const indexed = store.indexed.get(paymentId);
    return {
      links: links ? [...links.keys()].sort().flatMap((id) => links.get(id) ?? []) : [],
      attemptIds: [...(store.attemptIds.get(paymentId) ?? [])].sort(),
      ...(state && { state }),
      ...(indexed && { indexed }),
    };
  },

  async linkAttempt(paymentId, id) {
    entryOf(store.attemptIds, paymentId, () => new Set()).add(id);
  },

  async save(state, { event, indexed } = {}) {
    const { paymentId, version } = state;
    if ((store.states.get(paymentId)?.version ?? 0) !== version - 1) return 'changed';
    const events = entryOf(store.events, paymentId, () => []);
    if (event && events.some((known) => known.version === event.version)) return 'changed';
    store.states.set(paymentId, state);
    store.postponed.delete(paymentId);
    if (indexed) index(store, indexed.now, indexed.before);
    if (!event) return 'saved';
    events.push(event);
    const fact = factOf(event);
    store.outbox.set(fact.id, fact);
    return 'saved';
  },

  async events(paymentId) {
    return (store.events.get(paymentId) ?? []).toSorted((a, b) => a.version - b.version);
  },

  async due(now, { limit, cursor }) {
    const due = [...store.states.values()]
      .filter(({ review, paymentId }) => review && (store.postponed.get(paymentId) ?? review.at) <= now)
      .sort(oldestFirst);
    const from = cursor ? due.findIndex((state) => positionOf(state) > cursor) : 0;
    const states = from < 0 ? [] : due.slice(from, from + limit);
    const last = states.at(-1);
    return { states, ...(last && states.length === limit && { cursor: positionOf(last) }) };
  },

  async postpone({ paymentId, version }, until) {
    if (store.states.get(paymentId)?.version === version) store.postponed.set(paymentId, until);
  },
});

function index(store: MemoryStore, now: IndexedPayment, before: IndexedPayment | undefined): void {
  const gone = (before?.keys ?? []).filter((key) => !now.keys.includes(key));
  for (const key of gone) if (!key.startsWith('crq#')) store.paymentsUnder.get(key)?.delete(now.id);
  store.indexed.set(now.id, now);
}

const oldestFirst = (a: ReconciliationState, b: ReconciliationState): number =>
  positionOf(a) < positionOf(b) ? -1 : 1;

/** Sixteen digits sort as text as they do as numbers. */
const positionOf = ({ review, paymentId }: ReconciliationState): string =>
  `${String(review?.at ?? 0).padStart(16, '0')}#${paymentId}`;
