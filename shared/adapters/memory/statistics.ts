import { minuteOf, perMinute } from '../../reconciliation/per-minute.ts';
import type { Statistics, StatisticsDelta } from '../../reconciliation/statistics.ts';

/** Counters in memory. */
export function memoryStatistics(): Statistics {
  const deltas: StatisticsDelta[] = [];
  return {
    async add(delta) {
      deltas.push(delta);
    },
    async totals(now) {
      const sum = (field: 'processed' | 'failed' | 'discrepancies' | 'processingMs') =>
        deltas.reduce((all, delta) => all + delta[field], 0);
      const times = deltas.map(({ at }) => at);
      return {
        processed: sum('processed'),
        failed: sum('failed'),
        discrepancies: sum('discrepancies'),
        processingMs: sum('processingMs'),
        ...(times.length > 0 && { lastProcessedAt: Math.max(...times), since: Math.min(...times) }),
        perMinute: perMinute(
          deltas.map(({ at, processed }) => ({ minute: minuteOf(at), processed })),
          now,
        ),
      };
    },
  };
}
