/** One figure and the baseline that was measured in the same run; machines differ, ratios hardly do. */
export interface Measurement {
  readonly what: string;
  readonly figure: string;
  readonly baseline: string;
  /** Figure divided by baseline. */
  readonly ratio: number;
}

export function report(title: string, measurements: readonly Measurement[]): void {
  console.log(`\n${title}`);
  console.table(
    Object.fromEntries(
      measurements.map(({ what, figure, baseline, ratio }) => [
        what,
        { figure, baseline, ratio: ratio.toFixed(2) },
      ]),
    ),
  );
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
