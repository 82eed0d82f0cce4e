import type { RevenueLedger, WindowRecord } from '../../revenue/revenue-ledger.ts';
import type { MemoryStore } from './store.ts';

/** Windows in memory; their facts are in the store's outbox. */
export function memoryRevenueLedger(store: Pick<MemoryStore, 'outbox'>): RevenueLedger {
  const records = new Map<string, WindowRecord>();
  const factIds = new Set<string>();
  const keyOf = ({ report, startAt }: Pick<WindowRecord, 'report' | 'startAt'>) => `${report}#${startAt}`;
  const within = (report: string, from: number, until: number) =>
    [...records.values()]
      .filter((record) => record.report === report && record.startAt >= from && record.startAt < until)
      .sort((a, b) => a.startAt - b.startAt);

  return {
    async records(report, from, until) {
      return within(report, from, until);
    },

    async first(report) {
      return within(report, 0, Number.POSITIVE_INFINITY)[0];
    },

    async save({ reported, corrected, fact }) {
      const isFresh = reported.every((record) => !records.has(keyOf(record))) && !factIds.has(fact.id);
      const isAsRead = corrected.every(
        (record) => records.get(keyOf(record))?.version === record.version - 1,
      );
      if (!isFresh || !isAsRead) return 'changed';
      for (const record of [...reported, ...corrected]) records.set(keyOf(record), record);
      factIds.add(fact.id);
      store.outbox.set(fact.id, fact);
      return 'saved';
    },

    async saveFailure(fact) {
      if (factIds.has(fact.id)) return 'known';
      factIds.add(fact.id);
      store.outbox.set(fact.id, fact);
      return 'saved';
    },

    async page(report, { from, until }, limit) {
      const found = within(report, from, until).reverse();
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return { records: page, ...(last && found.length > limit && { next: last.startAt }) };
    },
  };
}
