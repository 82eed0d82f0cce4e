import { ObjectId, Timestamp } from 'bson';
import { evalExpr } from 'mingo/core';
import { MongoFault } from '../../faults.ts';
import { isNumberValue, toJs } from '../../numbers/numbers.ts';
import { isDocument } from '../../values/documents.ts';
import { typeName } from '../../values/types.ts';
import { dayOfYear, isoDayOfWeek, isoWeek, unitNamed, weekOfYear } from './calendar.ts';
import { CONVERSION } from './conversion.ts';
import { isMissing, named, type Operator, type Operators } from './operator.ts';
import { fromWallClock, toWallClock, zoneOffsetMs } from './zones.ts';

function moment(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  throw new MongoFault(16006, `can't convert from BSON type ${typeName(value)} to Date`);
}

function zoneName(value: unknown): string {
  if (isMissing(value)) return 'UTC';
  if (typeof value === 'string') return value;
  throw new MongoFault(40517, 'timezone must evaluate to a string');
}

function amount(value: unknown): number {
  if (isNumberValue(value) && Number.isInteger(toJs(value))) return toJs(value);
  throw new MongoFault(5166405, 'the amount of time units must be a whole number');
}

/** `{ $hour: '$at' }` or `{ $hour: { date: '$at', timezone: 'Africa/Nairobi' } }`. */
const part =
  (read: (wall: Date) => number): Operator =>
  (document, spec, options) => {
    const only = Array.isArray(spec) && spec.length === 1 ? spec[0] : spec;
    const [date, zone] = isDocument(only) && 'date' in only ? [only.date, only.timezone] : [only, undefined];
    const value = evalExpr(document, date, options);
    if (isMissing(value)) return null;
    return read(toWallClock(moment(value), zoneName(evalExpr(document, zone, options))));
  };

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

const FORMATS: Readonly<Record<string, (wall: Date, offsetMs: number) => string>> = {
  '%Y': (wall) => pad(wall.getUTCFullYear(), 4),
  '%m': (wall) => pad(wall.getUTCMonth() + 1),
  '%d': (wall) => pad(wall.getUTCDate()),
  '%H': (wall) => pad(wall.getUTCHours()),
  '%M': (wall) => pad(wall.getUTCMinutes()),
  '%S': (wall) => pad(wall.getUTCSeconds()),
  '%L': (wall) => pad(wall.getUTCMilliseconds(), 3),
  '%j': (wall) => pad(dayOfYear(wall), 3),
  '%w': (wall) => String(wall.getUTCDay() + 1),
  '%u': (wall) => String(isoDayOfWeek(wall)),
  '%U': (wall) => pad(weekOfYear(wall)),
  '%V': (wall) => pad(isoWeek(wall).week),
  '%G': (wall) => pad(isoWeek(wall).year, 4),
  '%b': (wall) => wall.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' }),
  '%B': (wall) => wall.toLocaleString('en-US', { month: 'long', timeZone: 'UTC' }),
  '%z': (_wall, offsetMs) =>
    `${offsetMs < 0 ? '-' : '+'}${pad(Math.trunc(Math.abs(offsetMs) / 3_600_000))}${pad((Math.abs(offsetMs) / 60_000) % 60)}`,
  '%Z': (_wall, offsetMs) => `${offsetMs < 0 ? '-' : '+'}${pad(Math.abs(offsetMs) / 60_000, 3)}`,
  '%%': () => '%',
};

function formatted(argument: (field: string) => unknown): unknown {
  const date = argument('date');
  if (isMissing(date)) return argument('onNull') ?? null;
  const zone = zoneName(argument('timezone'));
  const at = moment(date);
  const offsetMs = zoneOffsetMs(zone, at.getTime());
  const format = argument('format') ?? (offsetMs === 0 ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L');
  return String(format).replaceAll(/%./g, (specifier) => {
    const write = FORMATS[specifier];
    if (write === undefined)
      throw new MongoFault(18536, `Invalid format character '${specifier}' in format string`);
    return write(toWallClock(at, zone), offsetMs);
  });
}

function parsed(argument: (field: string) => unknown, options: Parameters<Operator>[2]): unknown {
  const text = argument('dateString');
  if (isMissing(text)) return argument('onNull') ?? null;
  const zone = argument('timezone');
  const wall = CONVERSION.$toDate?.({}, { $literal: text }, options) as Date;
  return isMissing(zone) ? wall : fromWallClock(wall, zoneName(zone));
}

const fromString: Operator = (document, spec, options) =>
  named('$dateFromString', ['dateString', 'timezone', 'onNull', 'onError'], (argument) => {
    try {
      return parsed(argument, options);
    } catch (error) {
      if (!(error instanceof MongoFault) || !isDocument(spec) || !('onError' in spec)) throw error;
      return argument('onError');
    }
  })(document, spec, options);

function truncated(argument: (field: string) => unknown): Date | null {
  const [date, unitName] = [argument('date'), argument('unit')];
  if (isMissing(date) || isMissing(unitName)) return null;
  const zone = zoneName(argument('timezone'));
  const unit = unitNamed(unitName, argument('startOfWeek'));
  const size = amount(argument('binSize') ?? 1);
  const index = Math.floor(unit.indexOf(toWallClock(moment(date), zone)) / size) * size;
  return fromWallClock(unit.startOf(index), zone);
}

const moved =
  (sign: 1 | -1) =>
  (argument: (field: string) => unknown): Date | null => {
    const [start, unitName, by] = [argument('startDate'), argument('unit'), argument('amount')];
    if (isMissing(start) || isMissing(unitName) || isMissing(by)) return null;
    const zone = zoneName(argument('timezone'));
    const wall = unitNamed(unitName, undefined).add(toWallClock(moment(start), zone), sign * amount(by));
    return fromWallClock(wall, zone);
  };

function difference(argument: (field: string) => unknown): number | null {
  const [start, end, unitName] = [argument('startDate'), argument('endDate'), argument('unit')];
  if (isMissing(start) || isMissing(end) || isMissing(unitName)) return null;
  const zone = zoneName(argument('timezone'));
  const unit = unitNamed(unitName, argument('startOfWeek'));
  return unit.indexOf(toWallClock(moment(end), zone)) - unit.indexOf(toWallClock(moment(start), zone));
}

const MOVE = ['startDate', 'unit', 'amount', 'timezone'];

/** Dates, in any time zone. `$dateFromString` reads ISO 8601 only: a `format` is refused. */
export const DATES: Operators = {
  $year: part((wall) => wall.getUTCFullYear()),
  $month: part((wall) => wall.getUTCMonth() + 1),
  $dayOfMonth: part((wall) => wall.getUTCDate()),
  $dayOfWeek: part((wall) => wall.getUTCDay() + 1),
  $dayOfYear: part(dayOfYear),
  $hour: part((wall) => wall.getUTCHours()),
  $minute: part((wall) => wall.getUTCMinutes()),
  $second: part((wall) => wall.getUTCSeconds()),
  $millisecond: part((wall) => wall.getUTCMilliseconds()),
  $week: part(weekOfYear),
  $isoDayOfWeek: part(isoDayOfWeek),
  $isoWeek: part((wall) => isoWeek(wall).week),
  $isoWeekYear: part((wall) => isoWeek(wall).year),
  $dateToString: named('$dateToString', ['date', 'format', 'timezone', 'onNull'], formatted),
  $dateFromString: fromString,
  $dateTrunc: named('$dateTrunc', ['date', 'unit', 'binSize', 'timezone', 'startOfWeek'], truncated),
  $dateAdd: named('$dateAdd', MOVE, moved(1)),
  $dateSubtract: named('$dateSubtract', MOVE, moved(-1)),
  $dateDiff: named('$dateDiff', ['startDate', 'endDate', 'unit', 'timezone', 'startOfWeek'], difference),
};
