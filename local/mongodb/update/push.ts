import { MongoFault } from '../faults.ts';
import { isNumberValue, toJs } from '../numbers/numbers.ts';
import { isOperatorDocument } from '../query/filters.ts';
import { type Document, isDocument } from '../values/documents.ts';
import { compareValues } from '../values/order.ts';
import { sorted } from '../values/sorting.ts';

const MODIFIERS = new Set(['$each', '$slice', '$position', '$sort']);

/** `$push`: one value, or `{ $each, $position, $sort, $slice }`, applied in that order. */
export function pushed(array: readonly unknown[], operand: unknown): unknown[] {
  if (!isOperatorDocument(operand)) return [...array, operand];
  const unknown = Object.keys(operand).find((name) => !MODIFIERS.has(name));
  if (unknown !== undefined) throw new MongoFault(2, `Unrecognized clause in $push: ${unknown}`);
  const each = operand.$each;
  if (!Array.isArray(each)) throw new MongoFault(2, 'The argument to $each in $push must be an array');
  const position = wholeNumber(operand, '$position') ?? array.length;
  const next = array.toSpliced(position, 0, ...each);
  const ordered = operand.$sort === undefined ? next : inOrder(next, operand.$sort);
  const slice = wholeNumber(operand, '$slice');
  if (slice === undefined) return ordered;
  return slice < 0 ? ordered.slice(slice) : ordered.slice(0, slice);
}

function wholeNumber(operand: Document, name: string): number | undefined {
  const value = operand[name];
  if (value === undefined) return undefined;
  if (!isNumberValue(value) || !Number.isInteger(toJs(value)))
    throw new MongoFault(2, `The value for ${name} must be an integer`);
  return toJs(value);
}

function inOrder(array: readonly unknown[], sort: unknown): unknown[] {
  if (!isNumberValue(sort)) return sorted(array, sort, (element) => (isDocument(element) ? element : {}));
  return array.toSorted((a, b) => compareValues(a, b) * Math.sign(toJs(sort)));
}
