import { MongoFault } from '../faults.ts';
import { isNumberValue, toJs } from '../numbers/numbers.ts';
import { type Document, double, isDocument } from '../values/documents.ts';
import { keyOf } from '../values/key.ts';
import { compareValues } from '../values/order.ts';
import { averageOf, sumOf } from './sums.ts';

/** Reduces the values of a group, one per document in order; undefined is a missing value. */
export type Accumulator = (values: readonly unknown[]) => unknown;

const isPresent = (value: unknown): boolean => value !== undefined && value !== null;

/** The extreme value in BSON's order, null and missing left out; null when nothing is left. */
const extreme =
  (direction: 1 | -1): Accumulator =>
  (values) =>
    values.filter(isPresent).reduce((best, value) => {
      return best === null || compareValues(value, best) * direction > 0 ? value : best;
    }, null);

/** The values without repetitions, in order of first appearance. */
export function distinctValues(values: readonly unknown[]): unknown[] {
  const seen = new Map<string, unknown>();
  for (const value of values) {
    const key = keyOf(value);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

const present: Accumulator = (values) => values.filter((value) => value !== undefined);

export const mergeDocuments: Accumulator = (values) => {
  const merged: Document = {};
  for (const value of values.filter(isPresent)) {
    if (!isDocument(value)) throw new MongoFault(40400, '$mergeObjects requires object inputs');
    Object.assign(merged, value);
  }
  return merged;
};

const deviation =
  (lost: 0 | 1): Accumulator =>
  (values) => {
    const numbers = values.filter(isNumberValue).map(toJs);
    if (numbers.length <= lost) return null;
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return double(Math.sqrt(squares / (numbers.length - lost)));
  };

/** The accumulators of `$group`. */
export const ACCUMULATORS: Readonly<Record<string, Accumulator>> = {
  $sum: sumOf,
  $avg: averageOf,
  $min: extreme(-1),
  $max: extreme(1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: present,
  $addToSet: (values) => distinctValues(values.filter((value) => value !== undefined)),
  $count: (values) => values.length,
  $mergeObjects: mergeDocuments,
  $stdDevPop: deviation(0),
  $stdDevSamp: deviation(1),
};
