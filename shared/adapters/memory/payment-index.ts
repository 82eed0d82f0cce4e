import { type IndexedPayments, mostUnderOneKey, type PaymentIndex } from '../../payments/payment-index.ts';
import { entryOf, type MemoryStore } from './store.ts';

/** The meeting place in memory. */
export const memoryPaymentIndex = (store: MemoryStore): PaymentIndex => ({
  async put({ id, keys }) {
    for (const key of keys) entryOf(store.paymentsUnder, key, () => new Set()).add(id);
  },

  async paymentsUnder(key) {
    return [...(store.paymentsUnder.get(key) ?? [])].sort().slice(0, mostUnderOneKey);
  },

  async transactionsUnder(key) {
    const under = store.transactionsUnder.get(key);
    const heads = under ? [...under.values()].slice(0, mostUnderOneKey) : [];
    return heads.map(({ receipt, kind }) => ({ receipt, kind }));
  },
});

export const memoryIndexedPayments = (store: MemoryStore): IndexedPayments => ({
  async among(ids) {
    const known = ids.flatMap((id) => store.indexed.get(id) ?? []);
    return new Map(known.map((payment) => [payment.id, payment]));
  },
});
