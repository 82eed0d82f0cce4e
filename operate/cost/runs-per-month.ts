import { ConfigurationError } from '../../lib/stages.ts';
import { assumptions } from './assumptions.ts';

const daysPerMonth = assumptions.hoursPerMonth / 24;
const unitMinutes: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };

/** How often a schedule of AWS fires in a month on average: `rate(…)`, `cron(…)` of six fields, `at(…)`. */
export function runsPerMonth(expression: string): number {
  const [, kind, text = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'at') return 1;
  if (kind === 'rate') {
    const [, number, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(text) ?? [];
    if (number) return (daysPerMonth * 1_440) / (Number(number) * (unitMinutes[unit] ?? 1));
  }
  const fields = text.trim().split(/\s+/);
  if (kind !== 'cron' || fields.length !== 6)
    throw new ConfigurationError(
      `The schedule ${expression} is not understood: expected rate(…), cron(…) or at(…).`,
    );
  const [minutes = '', hours = '', days = '', months = '', weekdays = ''] = fields;
  const perDay = count(minutes, 60) * count(hours, 24);
  const monthShare = count(months, 12) / 12;
  if (!isAny(weekdays)) return (perDay * daysPerMonth * count(weekdays, 7) * monthShare) / 7;
  return perDay * (isAny(days) ? daysPerMonth : count(days, 31)) * monthShare;
}

const isAny = (field: string): boolean => field === '*' || field === '?';

/** How many of `all` values a field names. `L`, `W` and `#` name one. */
function count(field: string, all: number): number {
  return field.split(',').reduce((sum, part) => sum + countPart(part, all), 0);
}

function countPart(part: string, all: number): number {
  const [range = '', step = '1'] = part.split('/');
  const [from, to] = range.split('-').map(Number);
  const every = Number(step) || 1;
  if (isAny(range)) return Math.ceil(all / every);
  if (Number.isFinite(from) && Number.isFinite(to)) return Math.ceil(((to ?? 0) - (from ?? 0) + 1) / every);
  if (/^[A-Z]{3}-[A-Z]{3}$/.test(range)) return daysBetween(range);
  return part.includes('/') ? Math.ceil((all - (from ?? 0)) / every) : 1;
}

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function daysBetween(range: string): number {
  const [from = '', to = ''] = range.split('-');
  const length = weekdays.indexOf(to) - weekdays.indexOf(from) + 1;
  return length > 0 ? length : length + 7;
}
