/** Six hours, half-open, beginning at 00:00, 06:00, 12:00 or 18:00 UTC; epoch milliseconds. */
export interface RevenueWindow {
  readonly startAt: number;
  readonly endAt: number;
}

export type Period = 'night' | 'morning' | 'afternoon' | 'evening';

const windowMs = 6 * 3_600_000;
/** In the order of the day. The epoch began at midnight, so windows are counted from there. */
const periods = ['night', 'morning', 'afternoon', 'evening'] as const satisfies readonly Period[];

/** Counts the windows since 1970: the next window has the next number. */
export const numberOf = ({ startAt }: RevenueWindow): number => startAt / windowMs;

const windowNumbered = (number: number): RevenueWindow => ({
  startAt: number * windowMs,
  endAt: (number + 1) * windowMs,
});

/** The last window that had ended by then, to the millisecond: at 18:00:00.000 the one from 12:00. */
export const windowEndedBy = (at: number): RevenueWindow => windowNumbered(Math.floor(at / windowMs) - 1);

/** So many windows before this one, the oldest first. */
export const windowsBefore = (window: RevenueWindow, count: number): readonly RevenueWindow[] =>
  Array.from({ length: count }, (_, at) => windowNumbered(numberOf(window) - count + at));

export const periodOf = (window: RevenueWindow): Period =>
  periods[((numberOf(window) % 4) + 4) % 4] ?? periods[0];
