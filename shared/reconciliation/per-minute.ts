const minuteMs = 60_000;

/** Whole minutes since the epoch. */
export const minuteOf = (at: number): number => Math.floor(at / minuteMs);

/** How many per minute in the last whole minute and the running one together, from counts by minute. */
export function perMinute(
  counts: readonly { readonly minute: number; readonly processed: number }[],
  now: number,
): number {
  const running = minuteOf(now);
  const processed = counts
    .filter(({ minute }) => minute === running || minute === running - 1)
    .reduce((sum, count) => sum + count.processed, 0);
  const elapsedMs = minuteMs + (now - running * minuteMs);
  return (processed * minuteMs) / elapsedMs;
}
