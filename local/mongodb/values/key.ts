import type { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, ObjectId, Timestamp } from 'bson';
import { decimalOf, exactDecimal, isFiniteDecimal } from '../numbers/decimal.ts';
import { compareNumbers, type NumberValue, toJs } from '../numbers/numbers.ts';
import { bsonClass, type Document } from './documents.ts';
import { RANKS, rankOf } from './types.ts';

/**
 * A string that two values share exactly when MongoDB calls them equal: 1, 1.0 and NumberDecimal("1.00") do, '65…' and
 * ObjectId('65…') do not. For hash indexes, groups and sets.
 */
export function keyOf(value: unknown): string {
  const rank = rankOf(value);
  switch (rank) {
    case RANKS.number:
      return numberKey(value as NumberValue);
    case RANKS.string:
      return `s${typeof value === 'string' ? value : (value as BSONSymbol).value}`;
    case RANKS.objectId:
      return `o${(value as ObjectId).toHexString()}`;
    case RANKS.date:
      return `t${(value as Date).getTime()}`;
    case RANKS.bool:
      return value ? 'b1' : 'b0';
    case RANKS.array:
      return `a[${(value as unknown[]).map((item) => sized(keyOf(item ?? null))).join('')}]`;
    case RANKS.document:
      return documentKey(value as Document);
    default:
      return `${rank}${otherKey(rank, value)}`;
  }
}

/** Several values as one key, each marked with its length so that none can run into the next. */
export const keyOfAll = (values: readonly unknown[]): string =>
  values.map((value) => sized(keyOf(value))).join('');

const sized = (key: string): string => `${key.length}:${key}`;

function documentKey(value: Document): string {
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `d{${fields.map(([name, inner]) => sized(name) + sized(keyOf(inner))).join('')}}`;
}

function numberKey(value: NumberValue): string {
  const nearest = toJs(value);
  if (typeof value === 'number' || !Number.isFinite(nearest) || bsonClass(value) === 'Double')
    return doubleKey(nearest);
  if (compareNumbers(value, nearest) === 0) return doubleKey(nearest);
  const exact = bsonClass(value) === 'Decimal128' ? decimalOf(value as Decimal128) : undefined;
  if (exact === undefined || !isFiniteDecimal(exact)) return `n${value.toString()}`;
  return decimalKey(exact.coefficient, exact.exponent);
}

function doubleKey(value: number): string {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return `n${value}`;
  const exact = exactDecimal(value);
  return isFiniteDecimal(exact) ? decimalKey(exact.coefficient, exact.exponent) : `n${value}`;
}

function decimalKey(coefficient: bigint, exponent: number): string {
  let digits = coefficient;
  let power = exponent;
  while (digits !== 0n && digits % 10n === 0n) {
    digits /= 10n;
    power += 1;
  }
  return power >= 0 && power < 400 ? `n${digits * 10n ** BigInt(power)}` : `n${digits}e${power}`;
}

function otherKey(rank: number, value: unknown): string {
  switch (rank) {
    case RANKS.binary:
      return `${(value as Binary).sub_type}:${(value as Binary).toString('hex')}`;
    case RANKS.timestamp:
      return (value as Timestamp).toString();
    case RANKS.regex:
      return `${(value as BSONRegExp).pattern}/${(value as BSONRegExp).options}`;
    case RANKS.code:
      return (value as Code).code;
    default:
      return '';
  }
}
