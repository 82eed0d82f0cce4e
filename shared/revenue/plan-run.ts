import type { WindowRecord } from './revenue-ledger.ts';
import { type RevenueWindow, windowsBefore } from './window.ts';

/** How far back missed windows are made up for: a week. */
export const windowsLookedBack = 28;
/** How far back figures are looked at again: a day. */
const windowsCorrected = 4;

export interface RunPlan {
  /** Nobody was told yet; the oldest first, the run's own last. Empty when the run was done before. */
  readonly report: readonly RevenueWindow[];
  /** People were told, and the figures may have changed since. */
  readonly recompute: readonly WindowRecord[];
}

/**
 * What a run has to do: the window that just ended, and whatever was missed since the first one ever reported. A run whose own
 * window is reported has nothing left to do: what changes later is the next run's to tell.
 *
 * @param records those of the windows looked back on, and the run's own.
 */
export function planRun(
  own: RevenueWindow,
  records: readonly WindowRecord[],
  first: RevenueWindow | undefined,
): RunPlan {
  const known = new Map(records.map((record) => [record.startAt, record]));
  if (known.has(own.startAt)) return { report: [], recompute: [] };
  const missed = windowsBefore(own, windowsLookedBack).filter(
    ({ startAt }) => first !== undefined && startAt > first.startAt && !known.has(startAt),
  );
  return {
    report: [...missed, own],
    recompute: windowsBefore(own, windowsCorrected).flatMap(({ startAt }) => known.get(startAt) ?? []),
  };
}
