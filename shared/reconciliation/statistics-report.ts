import { iso } from '../kernel/time.ts';
import type { StatisticsTotals } from './statistics.ts';

/** How much work there is now. */
export interface Activity {
  readonly activeReconciliations: number;
  readonly queueLength: number;
  readonly connectedClients: number;
}

/** The counters as figures for people. */
export const statisticsReport = (totals: StatisticsTotals, activity: Activity, now: number) => ({
  totalProcessed: totals.processed,
  successfulReconciliations: totals.processed - totals.failed,
  failedReconciliations: totals.failed,
  discrepanciesDetected: totals.discrepancies,
  averageProcessingTime: totals.processed === 0 ? 0 : totals.processingMs / totals.processed,
  ...activity,
  lastProcessedAt: totals.lastProcessedAt === undefined ? null : iso(totals.lastProcessedAt),
  throughputPerMinute: totals.perMinute,
  errorRate: totals.processed === 0 ? 0 : totals.failed / totals.processed,
  uptimeSeconds: totals.since === undefined ? 0 : Math.floor((now - totals.since) / 1_000),
});
