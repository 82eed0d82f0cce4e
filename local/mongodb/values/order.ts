import type { Binary, BSONRegExp, BSONSymbol, Code, ObjectId, Timestamp } from 'bson';
import { compareNumbers, type NumberValue } from '../numbers/numbers.ts';
import type { Document } from './documents.ts';
import { RANKS, rankOf } from './types.ts';

/** −1, 0 or 1 in BSON's comparison order: by type first, then by value; missing is below null. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  const rank = rankOf(a);
  const otherRank = rankOf(b);
  return rank === otherRank ? compareSameRank(rank, a, b) : rank < otherRank ? -1 : 1;
}

export const equalValues = (a: unknown, b: unknown): boolean => compareValues(a, b) === 0;

function compareSameRank(rank: number, a: unknown, b: unknown): number {
  switch (rank) {
    case RANKS.number:
      return compareNumbers(a as NumberValue, b as NumberValue);
    case RANKS.string:
      return compareStrings(textOf(a), textOf(b));
    case RANKS.document:
      return compareDocuments(a as Document, b as Document);
    case RANKS.array:
      return compareArrays(a as unknown[], b as unknown[]);
    case RANKS.binary:
      return compareBinaries(a as Binary, b as Binary);
    case RANKS.objectId:
      return simple((a as ObjectId).toHexString(), (b as ObjectId).toHexString());
    case RANKS.bool:
      return simple(Number(a), Number(b));
    case RANKS.date:
      return simple((a as Date).getTime(), (b as Date).getTime());
    case RANKS.timestamp:
      return (a as Timestamp).compare(b as Timestamp);
    case RANKS.regex:
      return compareRegexes(a as BSONRegExp, b as BSONRegExp);
    case RANKS.code:
      return simple((a as Code).code, (b as Code).code);
    default:
      return 0;
  }
}

function simple<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (value as BSONSymbol).value);

/** BSON compares UTF-8 bytes; that differs from UTF-16 order only where a surrogate meets a character above U+DFFF. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return simple(codePointOrder(left), codePointOrder(right));
  }
  return simple(a.length, b.length);
}

const codePointOrder = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareValues(a[i] ?? null, b[i] ?? null);
    if (order !== 0) return order;
  }
  return simple(a.length, b.length);
}

/** Field by field in their stored order: the value's type, then the field's name, then the value. */
function compareDocuments(a: Document, b: Document): number {
  const left = Object.keys(a);
  const right = Object.keys(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [leftName = '', rightName = ''] = [left[i], right[i]];
    const order =
      simple(rankOf(a[leftName]), rankOf(b[rightName])) ||
      compareStrings(leftName, rightName) ||
      compareValues(a[leftName], b[rightName]);
    if (order !== 0) return order;
  }
  return simple(left.length, right.length);
}

function compareBinaries(a: Binary, b: Binary): number {
  return simple(a.length(), b.length()) || simple(a.sub_type, b.sub_type) || simple(hexOf(a), hexOf(b));
}

const hexOf = (value: Binary): string => value.toString('hex');

function compareRegexes(a: BSONRegExp, b: BSONRegExp): number {
  return compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options);
}
