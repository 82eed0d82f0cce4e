import type { PaymentIndex } from '../../payments/payment-index.ts';
import { entryOf, type MemoryStore } from './store.ts';

/** The meeting place in memory. */
export const memoryPaymentIndex = (store: MemoryStore): PaymentIndex => ({
  async indexed(ids) {
    const known = ids.flatMap((id) => store.indexed.get(id) ?? []);
    return new Map(known.map((payment) => [payment.id, payment]));
  },

  async put({ id, keys }) {
    for (const key of keys) entryOf(store.paymentsUnder, key, () => new Set()).add(id);
  },

  async confirm(payment, before) {
    if (store.indexed.get(payment.id)?.fingerprint !== before?.fingerprint) return;
    const gone = (before?.keys ?? []).filter((key) => !payment.keys.includes(key));
    for (const key of gone) if (!key.startsWith('crq#')) store.paymentsUnder.get(key)?.delete(payment.id);
    store.indexed.set(payment.id, payment);
  },

  async paymentsUnder(key) {
    return [...(store.paymentsUnder.get(key) ?? [])].sort();
  },

  async transactionsUnder(key) {
    const under = store.transactionsUnder.get(key);
    return under ? [...under.values()].map(({ receipt, kind }) => ({ receipt, kind })) : [];
  },
});
