import type { Tally } from './dependencies.ts';
import type { Statistics } from './statistics.ts';

/** Counts what is reconciled, and adds it to the statistics once per batch. */
export function tallied(statistics: Statistics, clock: () => number) {
  let outcomes: Tally[] = [];
  return {
    tally: (outcome: Tally): void => {
      outcomes.push(outcome);
    },
    async saveTally(): Promise<void> {
      const batch = outcomes;
      outcomes = [];
      if (batch.length === 0) return;
      const of = (outcome: Tally['outcome']) => batch.filter((each) => each.outcome === outcome).length;
      await statistics.add({
        processed: batch.length,
        failed: of('failed'),
        discrepancies: of('discrepancy'),
        processingMs: batch.reduce((sum, { processingMs }) => sum + processingMs, 0),
        at: clock(),
      });
    },
  };
}
