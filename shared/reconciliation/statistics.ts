/** What a batch of reconciliations adds to the counters; folded once per batch, not one by one. */
export interface StatisticsDelta {
  readonly processed: number;
  /** Those that ended in an error. */
  readonly failed: number;
  readonly discrepancies: number;
  readonly processingMs: number;
  readonly at: number;
}

export interface StatisticsTotals {
  readonly processed: number;
  readonly failed: number;
  readonly discrepancies: number;
  readonly processingMs: number;
  readonly lastProcessedAt?: number;
  /** When counting began. */
  readonly since?: number;
  /** In the last whole minute and the running one, per minute. */
  readonly perMinute: number;
}

export interface Statistics {
  add(delta: StatisticsDelta): Promise<void>;
  totals(now: number): Promise<StatisticsTotals>;
}
