/** How far the operator's payments have been looked at. */
export interface WatchMark {
  /** Every change before it was acted on, epoch milliseconds. */
  readonly watermark: number;
  /** When all documents were last compared, to the end. */
  readonly fullCheckAt: number;
  /** When that was last begun: one that did not come to its end is not begun again at once. */
  readonly fullCheckBegunAt: number;
  /** One digest per bucket of payment ids: a full check reads index rows only of buckets that differ. */
  readonly buckets: Readonly<Record<string, string>>;
}

export interface WatchMarkStore {
  read(): Promise<WatchMark | undefined>;
  save(mark: WatchMark): Promise<void>;
}
