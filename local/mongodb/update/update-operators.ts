import { Long, Timestamp } from 'bson';
import { MongoFault } from '../faults.ts';
import { add, integer, isNumberValue, multiply, numberKind, toBigInt, toJs } from '../numbers/numbers.ts';
import { compileFilter, isOperatorDocument } from '../query/filters.ts';
import { isDocument } from '../values/documents.ts';
import { compareValues, equalValues } from '../values/order.ts';
import { typeName } from '../values/types.ts';
import { pushed } from './push.ts';

/** Stands for "the field is to be removed". */
export const REMOVED = Symbol('removed');

/** What a field becomes: from its value now (undefined when absent) to its next one, or REMOVED. */
export type Change = (current: unknown, operand: unknown, field: string) => unknown;

const arithmetic =
  (
    operator: string,
    verb: string,
    apply: typeof add,
    start: (operand: Parameters<typeof add>[0]) => unknown,
  ): Change =>
  (current, operand, field) => {
    if (!isNumberValue(operand)) {
      throw new MongoFault(
        14,
        `Cannot ${verb} with non-numeric argument: {${field}: (${typeName(operand)})}`,
      );
    }
    if (current === undefined) return start(operand);
    if (!isNumberValue(current)) {
      throw new MongoFault(
        14,
        `Cannot apply ${operator} to a value of non-numeric type. The field '${field}' is of type ${typeName(current)}`,
      );
    }
    const result = apply(current, operand);
    const bothIntegers = [current, operand].every((value) =>
      ['int', 'long'].includes(numberKind(value) ?? ''),
    );
    if (bothIntegers && numberKind(result) === 'double') {
      throw new MongoFault(
        2,
        `Failed to apply ${operator} operations to current value for field '${field}': it overflows 64 bits`,
      );
    }
    return result;
  };

const best =
  (better: (order: number) => boolean): Change =>
  (current, operand) =>
    current === undefined || better(compareValues(operand, current)) ? operand : current;

function arrayField(operator: string, current: unknown, field: string): readonly unknown[] {
  if (Array.isArray(current)) return current;
  throw new MongoFault(
    2,
    `The field '${field}' must be an array but is of type ${typeName(current)} (${operator})`,
  );
}

const addToSet: Change = (current, operand, field) => {
  const array = current === undefined ? [] : arrayField('$addToSet', current, field);
  const each = isOperatorDocument(operand) ? operand.$each : [operand];
  if (!Array.isArray(each)) throw new MongoFault(14, 'The argument to $each in $addToSet must be an array');
  const next = [...array];
  for (const item of each) if (!next.some((known) => equalValues(known, item))) next.push(item);
  return next;
};

const pop: Change = (current, operand, field) => {
  const end = isNumberValue(operand) ? toJs(operand) : 0;
  if (end !== 1 && end !== -1) throw new MongoFault(9, '$pop expects 1 or -1');
  if (current === undefined) return REMOVED;
  const array = arrayField('$pop', current, field);
  return end === 1 ? array.slice(0, -1) : array.slice(1);
};

const pull: Change = (current, operand, field) => {
  if (current === undefined) return REMOVED;
  const goes = pullTest(operand);
  return arrayField('$pull', current, field).filter((element) => !goes(element));
};

function pullTest(operand: unknown): (element: unknown) => boolean {
  if (isDocument(operand) && !isOperatorDocument(operand)) {
    const matches = compileFilter(operand);
    return (element) => isDocument(element) && matches(element);
  }
  const matches = compileFilter({ value: operand });
  return (element) => matches({ value: element });
}

const pullAll: Change = (current, operand, field) => {
  if (!Array.isArray(operand)) throw new MongoFault(2, '$pullAll requires an array argument');
  if (current === undefined) return REMOVED;
  return arrayField('$pullAll', current, field).filter(
    (element) => !operand.some((gone) => equalValues(gone, element)),
  );
};

const currentDate: Change = (_current, operand) => {
  const type = isDocument(operand) ? operand.$type : operand === true ? 'date' : undefined;
  if (type === 'date') return new Date();
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  throw new MongoFault(2, "$currentDate takes true, { $type: 'date' } or { $type: 'timestamp' }");
};

const BITS: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const bit: Change = (current, operand, field) => {
  const [[name, mask] = []] = isDocument(operand) ? Object.entries(operand) : [];
  const apply = BITS[name ?? ''];
  const value = current ?? 0;
  const wholes = [value, mask].map((number) =>
    ['int', 'long'].includes(numberKind(number) ?? '') ? number : undefined,
  );
  const [left, right] = wholes;
  if (apply === undefined || !isNumberValue(left) || !isNumberValue(right)) {
    throw new MongoFault(2, `$bit takes { and | or | xor: integer } on an integer field, not on '${field}'`);
  }
  const kind = left instanceof Long || right instanceof Long ? 'long' : 'int';
  return integer(apply(toBigInt(left), toBigInt(right)), kind);
};

/** Every update operator that looks at one field. `$rename` moves between two: see `updates.ts`. */
export const UPDATE_OPERATORS: Readonly<Record<string, Change>> = {
  $set: (_current, operand) => operand,
  $setOnInsert: (_current, operand) => operand,
  $unset: () => REMOVED,
  $inc: arithmetic('$inc', 'increment', add, (operand) => operand),
  $mul: arithmetic('$mul', 'multiply', multiply, (operand) => multiply(operand, 0)),
  $min: best((order) => order < 0),
  $max: best((order) => order > 0),
  $currentDate: currentDate,
  $addToSet: addToSet,
  $push: (current, operand, field) =>
    pushed(current === undefined ? [] : arrayField('$push', current, field), operand),
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
  $bit: bit,
};
