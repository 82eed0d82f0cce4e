/** Durations are milliseconds. */
export const seconds = (count: number): number => count * 1_000;
export const minutes = (count: number): number => count * 60_000;
export const days = (count: number): number => count * 86_400_000;

/** ISO 8601 in UTC, from epoch milliseconds. */
export const iso = (at: number): string => new Date(at).toISOString();

const stamp = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
const eastAfricaAheadMs = 3 * 3_600_000;

/**
 * M-Pesa's `yyyyMMddHHmmss`, which is East Africa Time (UTC+3), as text or as a number.
 *
 * @returns epoch milliseconds; undefined if it is no such time in the calendar.
 */
export function eastAfricaTime(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const match = stamp.exec(String(value).trim());
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date carries 31 February over into March; such a time was never meant.
  const isInCalendar = local.toISOString().replaceAll(/[-:T]/g, '').startsWith(match[0]);
  return isInCalendar ? local.getTime() - eastAfricaAheadMs : undefined;
}

/** The reverse: epoch milliseconds as `yyyyMMddHHmmss` in East Africa Time, as Daraja's requests want it. */
export const eastAfricaStamp = (at: number): string =>
  iso(at + eastAfricaAheadMs)
    .replaceAll(/[-:T]/g, '')
    .slice(0, 14);

/** The calendar day in East Africa, `2026-11-25`. */
export const eastAfricaDay = (at: number): string => iso(at + eastAfricaAheadMs).slice(0, 10);

/** What a person calls a moment: an ISO 8601 time, or a calendar day in East Africa, from its first to its last millisecond. */
export function momentOf(text: string, end: 'first' | 'last'): number {
  if (text.length > 10) return Date.parse(text);
  const midnight = Date.parse(text) - eastAfricaAheadMs;
  return end === 'first' ? midnight : midnight + days(1) - 1;
}

/** When that day began there, epoch milliseconds. */
export const eastAfricaMidnight = (at: number): number => Date.parse(eastAfricaDay(at)) - eastAfricaAheadMs;
