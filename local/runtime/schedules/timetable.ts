import { Cron } from 'croner';

/** When a schedule is due: the first moment after the given one, in epoch milliseconds, or undefined when never again. */
export type NextAfter = (afterMs: number) => number | undefined;

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Compiles `rate(…)`, `cron(…)` and `at(…)`. A rate counts from `startAtMs` and is due then for the first time.
 * Throws an Error for an expression that EventBridge Scheduler would refuse.
 * Source: EventBridge Scheduler User Guide, "Schedule types".
 */
export function compileTimetable(expression: string, timezone: string, startAtMs: number): NextAfter {
  const [, kind, inner = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression) ?? [];
  switch (kind) {
    case 'rate':
      return rate(inner, startAtMs);
    case 'cron':
      return cron(inner, timezone);
    case 'at':
      return at(inner, timezone);
    default:
      throw new Error(`the schedule ${expression} is not understood`);
  }
}

function rate(text: string, startAtMs: number): NextAfter {
  const [, value, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(text) ?? [];
  const intervalMs = Number(value) * (unitMs[unit] ?? Number.NaN);
  if (!(intervalMs > 0)) throw new Error(`the rate ${text} is not understood`);
  return (afterMs) =>
    afterMs < startAtMs
      ? startAtMs
      : startAtMs + (Math.floor((afterMs - startAtMs) / intervalMs) + 1) * intervalMs;
}

/** AWS's six fields: minute, hour, day of month, month, day of week (Sunday is 1), year; one of the two days is `?`. */
function cron(text: string, timezone: string): NextAfter {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error(`cron(${text}) needs six fields`);
  if (fields[2] !== '?' && fields[4] !== '?')
    throw new Error(`cron(${text}) needs ? for the day of the month or of the week`);
  const pattern = ['0', ...fields].join(' ').replaceAll('?', '*');
  const job = new Cron(pattern, {
    mode: '7-part',
    timezone,
    alternativeWeekdays: true,
    sloppyRanges: true,
    domAndDow: true,
    paused: true,
  });
  return (afterMs) => job.nextRun(new Date(afterMs))?.getTime();
}

function at(text: string, timezone: string): NextAfter {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text))
    throw new Error(`at(${text}) needs yyyy-mm-ddThh:mm:ss`);
  const moment = new Cron(text, { timezone, paused: true, allowPast: true });
  return (afterMs) => moment.nextRun(new Date(afterMs))?.getTime();
}
