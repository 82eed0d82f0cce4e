/** When all of the operator's payments were last compared, and as what. */
export interface Comparison {
  /** Epoch milliseconds. */
  readonly at: number;
  /** One digest per bucket of payment ids: the next one reads index rows only of buckets that differ. */
  readonly buckets: Readonly<Record<string, string>>;
}

/** How far the operator's payments have been looked at. Watching and comparing run side by side: each has its own mark. */
export interface WatchMarkStore {
  /** Every change before it was acted on, epoch milliseconds; undefined before the first look. */
  watermark(): Promise<number | undefined>;
  saveWatermark(at: number): Promise<void>;
  comparison(): Promise<Comparison | undefined>;
  saveComparison(comparison: Comparison): Promise<void>;
}
