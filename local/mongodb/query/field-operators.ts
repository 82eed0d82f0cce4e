import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { own, type Path, someValue, someWhole } from '../documents/paths.ts';
import { MongoFault } from '../faults.ts';
import { isNumberValue, toBigInt, toJs } from '../numbers/numbers.ts';
import { type Document, isDocument } from '../values/documents.ts';
import { keyOf } from '../values/key.ts';
import { compareValues, equalValues } from '../values/order.ts';
import { rankOf, TYPE_NUMBERS, typeName } from '../values/types.ts';
import { regExpOf } from './regexes.ts';

export type Matcher = (document: Document) => boolean;

type Operator = (path: Path, operand: unknown) => Matcher;

const any =
  (test: (operand: unknown) => (value: unknown) => boolean): Operator =>
  (path, operand) => {
    const passes = test(operand);
    const [field = ''] = path;
    if (path.length > 1) return (document) => someValue(document, path, passes);
    return (document) => {
      const value = own(document, field);
      return (Array.isArray(value) && value.some(passes)) || passes(value);
    };
  };

const not =
  (operator: Operator): Operator =>
  (path, operand) => {
    const matches = operator(path, operand);
    return (document) => !matches(document);
  };

/** Null equals a missing field; a regular expression matches strings as well as itself. */
function equalityTest(operand: unknown): (value: unknown) => boolean {
  if (operand === null || operand === undefined) return (value) => value === null || value === undefined;
  if (typeof operand === 'string' || typeof operand === 'boolean') return (value) => value === operand;
  if (operand instanceof BSONRegExp) {
    const regExp = regExpOf(operand);
    return (value) => (typeof value === 'string' ? regExp.test(value) : equalValues(value, operand));
  }
  return (value) => equalValues(value, operand);
}

/** Range filters see only values of the operand's own type: a date is neither above nor below a string. */
function rangeTest(accepts: (order: number) => boolean) {
  return (operand: unknown): ((value: unknown) => boolean) => {
    if (operand instanceof BSONRegExp)
      throw new MongoFault(2, "Can't have RegEx as arg to predicate over field");
    if (operand instanceof MinKey || operand instanceof MaxKey)
      return (value) => accepts(compareValues(value ?? null, operand));
    if (operand === null || operand === undefined) return accepts(0) ? equalityTest(null) : () => false;
    if (isNaNOperand(operand))
      return (value) => accepts(0) && isNumberValue(value) && equalValues(value, operand);
    const rank = rankOf(operand);
    return (value) =>
      rankOf(value) === rank && !isNaNOperand(value) && accepts(compareValues(value, operand));
  };
}

const isNaNOperand = (value: unknown): boolean => isNumberValue(value) && Number.isNaN(toJs(value));

function inTest(operand: unknown): (value: unknown) => boolean {
  const choices = arrayOperand('$in', operand);
  const nested = choices.find((choice) => isDocument(choice) && Object.keys(choice)[0]?.startsWith('$'));
  if (nested !== undefined) throw new MongoFault(2, 'cannot nest $ under $in');
  const regexes = choices.filter((choice) => choice instanceof BSONRegExp).map(equalityTest);
  const keys = new Set(choices.map((choice) => keyOf(choice ?? null)));
  return (value) => keys.has(keyOf(value ?? null)) || regexes.some((matches) => matches(value));
}

export function arrayOperand(operator: string, operand: unknown): readonly unknown[] {
  if (!Array.isArray(operand)) throw new MongoFault(2, `${operator} needs an array`);
  return operand;
}

function typeTest(operand: unknown): (value: unknown) => boolean {
  const names = new Set((Array.isArray(operand) ? operand : [operand]).map(typeNameOperand));
  const number = names.has('number');
  return (value) => names.has(typeName(value)) || (number && isNumberValue(value));
}

function typeNameOperand(operand: unknown): string {
  const name = isNumberValue(operand) ? TYPE_NUMBERS[toJs(operand)] : operand;
  const known = name === 'number' || Object.values(TYPE_NUMBERS).includes(String(name));
  if (typeof name !== 'string' || !known)
    throw new MongoFault(2, `Unknown type name alias: ${String(operand)}`);
  return name;
}

function modTest(operand: unknown): (value: unknown) => boolean {
  const [divisor, rest] = Array.isArray(operand) && operand.length === 2 ? operand : [];
  if (!isNumberValue(divisor) || !isNumberValue(rest))
    throw new MongoFault(2, 'malformed mod, not enough elements');
  if (toBigInt(divisor) === 0n) throw new MongoFault(2, 'divisor cannot be 0');
  return (value) =>
    isNumberValue(value) &&
    Number.isFinite(toJs(value)) &&
    toBigInt(value) % toBigInt(divisor) === toBigInt(rest);
}

const exists: Operator = (path, operand) => {
  const wanted = isNumberValue(operand) ? toJs(operand) !== 0 : Boolean(operand);
  return (document) => someWhole(document, path, (value) => value !== undefined) === wanted;
};

const size: Operator = (path, operand) => {
  const wanted = isNumberValue(operand) ? toJs(operand) : Number.NaN;
  if (!Number.isInteger(wanted) || wanted < 0)
    throw new MongoFault(2, '$size must be a whole number, zero or above');
  return (document) => someWhole(document, path, (value) => Array.isArray(value) && value.length === wanted);
};

const equals = any(equalityTest);
const isIn = any(inTest);

/** The operators that compare one field with a literal. Those that hold filters themselves are in `filters.ts`. */
export const FIELD_OPERATORS: Readonly<Record<string, Operator>> = {
  $eq: equals,
  $ne: not(equals),
  $gt: any(rangeTest((order) => order > 0)),
  $gte: any(rangeTest((order) => order >= 0)),
  $lt: any(rangeTest((order) => order < 0)),
  $lte: any(rangeTest((order) => order <= 0)),
  $in: isIn,
  $nin: not(isIn),
  $regex: equals,
  $type: any(typeTest),
  $mod: any(modTest),
  $exists: exists,
  $size: size,
};
