import { MongoFault } from '../../faults.ts';

const FIXED_MS: Readonly<Record<string, number>> = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};
const MONTHS: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 };
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Units are counted from 2000-01-01, as MongoDB bins them; weeks from their first day on or after it (a Saturday). */
const REFERENCE = Date.UTC(2000, 0, 1);

export interface Unit {
  /** The number of the unit that a wall-clock time falls into. */
  indexOf(wall: Date): number;
  /** The wall-clock time at which that unit begins. */
  startOf(index: number): Date;
  /** A later (or earlier) wall-clock time; a day that the month lacks becomes its last one. */
  add(wall: Date, amount: number): Date;
}

/** @throws MongoFault 9 for a unit that does not exist. */
export function unitNamed(name: unknown, startOfWeek: unknown): Unit {
  const months = MONTHS[String(name)];
  if (months !== undefined) return monthly(months);
  const lengthMs = FIXED_MS[String(name)];
  if (lengthMs === undefined) throw new MongoFault(9, `unknown time unit value: ${String(name)}`);
  return fixed(lengthMs, name === 'week' ? weekStart(startOfWeek) : REFERENCE);
}

function fixed(lengthMs: number, reference: number): Unit {
  return {
    indexOf: (wall) => Math.floor((wall.getTime() - reference) / lengthMs),
    startOf: (index) => new Date(reference + index * lengthMs),
    add: (wall, amount) => new Date(wall.getTime() + amount * lengthMs),
  };
}

function monthly(months: number): Unit {
  return {
    indexOf: (wall) => Math.floor(monthIndex(wall) / months),
    startOf: (index) => new Date(Date.UTC(2000, index * months, 1)),
    add: (wall, amount) => {
      const month = monthIndex(wall) + Math.trunc(amount) * months;
      const lastDay = new Date(Date.UTC(2000, month + 1, 0)).getUTCDate();
      const start = Date.UTC(2000, month, Math.min(wall.getUTCDate(), lastDay));
      return new Date(start + (((wall.getTime() % 86_400_000) + 86_400_000) % 86_400_000));
    },
  };
}

const monthIndex = (wall: Date): number => (wall.getUTCFullYear() - 2000) * 12 + wall.getUTCMonth();

function weekStart(startOfWeek: unknown): number {
  const wanted = String(startOfWeek ?? 'sunday').toLowerCase();
  const day = WEEKDAYS.findIndex((name) => name === wanted || name.slice(0, 3) === wanted);
  if (day < 0) throw new MongoFault(9, `unknown day of week value: ${String(startOfWeek)}`);
  return REFERENCE + ((day - 6 + 7) % 7) * 86_400_000;
}

export const dayOfYear = (wall: Date): number =>
  Math.floor((wall.getTime() - Date.UTC(wall.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;

export const isoDayOfWeek = (wall: Date): number => wall.getUTCDay() || 7;

/** Year and number of the ISO week: the one that holds its Thursday. */
export function isoWeek(wall: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(wall.getTime() + (4 - isoDayOfWeek(wall)) * 86_400_000);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}

/** Weeks begin on Sundays; the days before the year's first Sunday are week 0. */
export const weekOfYear = (wall: Date): number => Math.floor((dayOfYear(wall) + 6 - wall.getUTCDay()) / 7);
