import { Decimal128, type Document, Double, Int32, Long, ObjectId } from 'mongodb';
import { parseMinor } from '../../kernel/money.ts';
import { failed, ok, type Result } from '../../kernel/result.ts';

/** The value at a path with dots; undefined where the path ends early. */
export const valueAt = (document: Document, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Document)[key] : undefined),
      document,
    );

/** Text as it stands, numbers and ObjectIds as text; undefined for what is absent, blank or no text. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof ObjectId) return value.toHexString();
  const isBsonNumber =
    value instanceof Long || value instanceof Int32 || value instanceof Double || value instanceof Decimal128;
  return isBsonNumber ? value.toString() : undefined;
}

const currencySign = /^([+-]?)(?:\p{Sc}|[A-Za-z]{2,4}\.?)\s*(?=[\d+-])/u;
const scientific = /^([+-]?)(\d+)(?:\.(\d+))?E([+-]?\d{1,4})$/i;
/** More decimals than these, in a double, are the noise of binary arithmetic: 1499.9999999999998 was written as 1500. */
const decimalsOfDouble = 6;

/**
 * Reads an amount in major units, text (`1,500.00`, `KES 1500`) or any BSON number, without rounding.
 *
 * @returns minor units, or what was expected.
 */
export function minorOf(value: unknown): Result<number, string> {
  if (value === undefined || value === null) return failed('an amount, as a number or text');
  if (typeof value === 'number') return parseMinor(textOfDouble(value));
  if (value instanceof Double || value instanceof Int32) return parseMinor(textOfDouble(value.valueOf()));
  if (value instanceof Decimal128) return parseMinor(withoutExponent(value.toString()));
  if (value instanceof Long || typeof value === 'bigint') return parseMinor(value.toString());
  return parseMinor(typeof value === 'string' ? value.trim().replace(currencySign, '$1') : value);
}

const textOfDouble = (value: number): string =>
  Number.isInteger(value) || !Number.isFinite(value) ? String(value) : value.toFixed(decimalsOfDouble);

/** `1.5E+3` → `1500`: Decimal128 prints large and tiny numbers so. */
function withoutExponent(text: string): string {
  const match = scientific.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const point = whole.length + Number(exponent);
  const digits = (whole + fraction)
    .padEnd(point, '0')
    .padStart(whole.length + fraction.length + Math.max(0, 1 - point), '0');
  const at = Math.max(1, point);
  return `${sign}${digits.slice(0, at)}.${digits.slice(at)}`;
}

const isoTime = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Reads a BSON date or ISO 8601 text; a time without a zone is UTC.
 *
 * @returns epoch milliseconds, undefined where there is none, or what was expected.
 */
export function timeOf(value: unknown): Result<number | undefined, string> {
  if (value === undefined || value === null || value === '') return ok(undefined);
  const at =
    value instanceof Date ? value.getTime() : typeof value === 'string' ? parseIso(value.trim()) : Number.NaN;
  return Number.isNaN(at) ? failed('a date, or ISO 8601 text such as 2026-01-31T09:30:00Z') : ok(at);
}

function parseIso(text: string): number {
  const [, day, time = '00:00', zone = 'Z'] = isoTime.exec(text) ?? [];
  if (!day) return Number.NaN;
  const withColon = zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase();
  return Date.parse(`${day}T${time}${withColon}`);
}

/** When the document was made, to the second, if its `_id` is an ObjectId; epoch milliseconds. */
export const madeAtOf = ({ _id }: Document): number | undefined =>
  _id instanceof ObjectId ? _id.getTimestamp().getTime() : undefined;
