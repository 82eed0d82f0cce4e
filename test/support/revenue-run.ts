import { memoryBus, memoryOutbox } from '../../shared/adapters/memory/outbox.ts';
import { MemoryRevenueBook } from '../../shared/adapters/memory/revenue-book.ts';
import { memoryRevenueLedger } from '../../shared/adapters/memory/revenue-ledger.ts';
import { memoryStore } from '../../shared/adapters/memory/store.ts';
import type { Fact } from '../../shared/events/fact.ts';
import { publishAtOnce } from '../../shared/events/publish-at-once.ts';
import type { ReportDependencies } from '../../shared/revenue/report-revenue.ts';
import type { RevenueBook } from '../../shared/revenue/revenue-book.ts';
import { aReport } from './builders/a-window-record.ts';

/** A report over stores in memory. */
export function revenueRun() {
  const store = memoryStore();
  const items = new MemoryRevenueBook();
  const ledger = memoryRevenueLedger(store);
  const bus = memoryBus();
  const outbox = memoryOutbox(store);
  const warnings: string[] = [];
  const warn = (message: string) => {
    warnings.push(message);
  };
  let clock = Date.UTC(2025, 4, 29, 18);
  const deps: ReportDependencies = {
    report: aReport(),
    book: items,
    ledger,
    clock: () => clock,
    tell: (fact) => publishAtOnce({ outbox, bus, warn }, [fact]),
    warn,
  };
  return {
    deps,
    items,
    ledger,
    bus,
    outbox,
    warnings,
    /** Facts as a consumer that knows their ids sees them: each once. */
    told: (): readonly Fact[] => [...new Map(bus.facts.map((fact) => [fact.id, fact])).values()],
    passTime(ms: number) {
      clock += ms;
    },
    /** In place of some of the book's operations. */
    withBook: (book: Partial<RevenueBook>): ReportDependencies => ({
      ...deps,
      book: {
        figures: (window) => items.figures(window),
        count: (window) => items.count(window),
        ...book,
      },
    }),
  };
}
