import { MongoFault } from '../../faults.ts';
import { isNumberValue, toJs } from '../../numbers/numbers.ts';
import { isDocument } from '../../values/documents.ts';
import { keyOf } from '../../values/key.ts';
import { compareValues, equalValues } from '../../values/order.ts';
import { sorted } from '../../values/sorting.ts';
import { typeName } from '../../values/types.ts';
import { ACCUMULATORS, distinctValues, mergeDocuments } from '../accumulators.ts';
import {
  borrowed,
  isMissing,
  named,
  nullable,
  type Operator,
  type Operators,
  operator,
  table,
} from './operator.ts';

const ANY = [0, Number.POSITIVE_INFINITY] as const;

function array(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new MongoFault(28765, `${name} requires an array, but got ${typeName(value)}`);
}

function position(name: string, value: unknown): number {
  if (isNumberValue(value) && Number.isInteger(toJs(value))) return toJs(value);
  throw new MongoFault(28691, `${name} takes a whole number, not ${typeName(value)}`);
}

const keysOf = (values: readonly unknown[]): Set<string> =>
  new Set(values.map((value) => keyOf(value ?? null)));

function intersection(...sets: unknown[]): unknown[] {
  const [first = [], ...others] = sets.map((set) => array('$setIntersection', set));
  const keys = others.map(keysOf);
  return distinctValues(first).filter((value) => keys.every((set) => set.has(keyOf(value ?? null))));
}

function difference(a: unknown, b: unknown): unknown[] {
  const gone = keysOf(array('$setDifference', b));
  return distinctValues(array('$setDifference', a)).filter((value) => !gone.has(keyOf(value ?? null)));
}

const isSubset = (a: unknown, b: unknown): boolean =>
  keysOf(array('$setIsSubset', a)).isSubsetOf(keysOf(array('$setIsSubset', b)));

function setsEqual(...sets: unknown[]): boolean {
  const [first = new Set<string>(), ...others] = sets.map((set) => keysOf(array('$setEquals', set)));
  return others.every((set) => set.size === first.size && set.isSubsetOf(first));
}

function elementAt(value: unknown, index: unknown): unknown {
  return array('$arrayElemAt', value).at(position('$arrayElemAt', index));
}

function slice(value: unknown, a: unknown, b?: unknown): unknown[] {
  const items = array('$slice', value);
  const first = position('$slice', a);
  if (b === undefined) return first < 0 ? items.slice(first) : items.slice(0, first);
  const start = first < 0 ? Math.max(0, items.length + first) : first;
  return items.slice(start, start + position('$slice', b));
}

function indexOf(value: unknown, wanted: unknown, from: unknown = 0, to?: unknown): number | null {
  if (isMissing(value)) return null;
  const items = array('$indexOfArray', value);
  const end = to === undefined ? items.length : position('$indexOfArray', to);
  return items.findIndex(
    (item, i) => i >= position('$indexOfArray', from) && i < end && equalValues(item, wanted),
  );
}

function sortArray(argument: (field: string) => unknown): unknown {
  const [input, by] = [argument('input'), argument('sortBy')];
  if (isMissing(input)) return null;
  const items = array('$sortArray', input);
  if (isNumberValue(by)) return items.toSorted((a, b) => compareValues(a, b) * Math.sign(toJs(by)));
  return sorted(items, by, (item) => (isDocument(item) ? item : {}));
}

/** In an expression an accumulator takes its arguments, or the elements of its only argument. */
const accumulating = (name: string): Operator =>
  operator(name, ANY, (...values) => {
    const [only] = values;
    return ACCUMULATORS[name]?.(values.length === 1 && Array.isArray(only) ? only : values);
  });

/** mingo takes `['$a']` for an array of one, where MongoDB means the one argument `'$a'`. */
const single =
  (apply: Operator): Operator =>
  (document, spec, options) =>
    apply(document, Array.isArray(spec) && spec.length === 1 ? spec[0] : spec, options);

/** Arrays, sets and documents. Equality is BSON's, so 1 and 1.0 are one element. */
export const COLLECTIONS: Operators = {
  $in: operator('$in', [2, 2], (value, list) => array('$in', list).some((item) => equalValues(item, value))),
  $setUnion: nullable('$setUnion', ANY, (...sets) =>
    distinctValues(sets.flatMap((set) => array('$setUnion', set))),
  ),
  $setIntersection: nullable('$setIntersection', ANY, intersection),
  $setDifference: nullable('$setDifference', [2, 2], difference),
  $setIsSubset: operator('$setIsSubset', [2, 2], isSubset),
  $setEquals: operator('$setEquals', [2, Number.POSITIVE_INFINITY], setsEqual),
  $arrayElemAt: nullable('$arrayElemAt', [2, 2], elementAt),
  $slice: nullable('$slice', [2, 3], slice),
  $indexOfArray: operator('$indexOfArray', [2, 4], indexOf),
  $sortArray: named('$sortArray', ['input', 'sortBy'], sortArray),
  $mergeObjects: operator('$mergeObjects', ANY, (...values) => {
    const [only] = values;
    return mergeDocuments(values.length === 1 && Array.isArray(only) ? only : values);
  }),
  ...table([1, 1], operator, {
    $size: (value) => array('$size', value).length,
    $isArray: Array.isArray,
    $first: (value) => (isMissing(value) ? null : array('$first', value)[0]),
    $last: (value) => (isMissing(value) ? null : array('$last', value).at(-1)),
    $reverseArray: (value) => (isMissing(value) ? null : array('$reverseArray', value).toReversed()),
  }),
  ...Object.fromEntries(
    ['$sum', '$avg', '$min', '$max', '$stdDevPop', '$stdDevSamp'].map((name) => [name, accumulating(name)]),
  ),
  ...Object.fromEntries(
    Object.entries(borrowed(['$objectToArray', '$arrayToObject'])).map(([name, apply]) => [
      name,
      single(apply),
    ]),
  ),
  ...borrowed([
    '$allElementsTrue',
    '$anyElementTrue',
    '$concatArrays',
    '$filter',
    '$map',
    '$reduce',
    '$range',
    '$zip',
  ]),
  ...borrowed(['$let', '$literal', '$getField', '$setField', '$unsetField']),
};
