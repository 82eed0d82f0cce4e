import { Long } from 'bson';
import { MongoFault, notImplemented } from '../../faults.ts';
import {
  add,
  compareNumbers,
  divide,
  integer,
  isNumberValue,
  isZero,
  modulo,
  multiply,
  type NumberValue,
  numberKind,
  subtract,
  toJs,
} from '../../numbers/numbers.ts';
import { toPlaces } from '../../numbers/rounding.ts';
import { double } from '../../values/documents.ts';
import { typeName } from '../../values/types.ts';
import { nullable, type Operators, table } from './operator.ts';

function number(name: string, value: unknown): NumberValue {
  if (isNumberValue(value)) return value;
  throw new MongoFault(28765, `${name} only supports numeric types, not ${typeName(value)}`);
}

const shifted = (date: Date, by: NumberValue): Date => new Date(date.getTime() + Math.round(toJs(by)));

function sum(...values: unknown[]): unknown {
  const dates = values.filter((value) => value instanceof Date);
  if (dates.length > 1) throw new MongoFault(16612, 'only one date allowed in an $add expression');
  const total = values
    .filter((value) => !(value instanceof Date))
    .reduce<NumberValue>((result, value) => add(result, number('$add', value)), 0);
  const [date] = dates;
  return date ? shifted(date, total) : total;
}

function difference(a: unknown, b: unknown): unknown {
  if (a instanceof Date) {
    return b instanceof Date
      ? Long.fromNumber(a.getTime() - b.getTime())
      : shifted(a, multiply(number('$subtract', b), -1));
  }
  return subtract(number('$subtract', a), number('$subtract', b));
}

function quotient(a: unknown, b: unknown): NumberValue {
  const divisor = number('$divide', b);
  if (isZero(divisor)) throw new MongoFault(16608, "can't $divide by zero");
  return divide(number('$divide', a), divisor);
}

function rest(a: unknown, b: unknown): NumberValue {
  const divisor = number('$mod', b);
  if (isZero(divisor)) throw new MongoFault(16610, "can't $mod by zero");
  return modulo(number('$mod', a), divisor);
}

function power(a: unknown, b: unknown): NumberValue {
  const [base, exponent] = [number('$pow', a), number('$pow', b)];
  const result = inexact('$pow', base) ** inexact('$pow', exponent);
  const kinds = [base, exponent].map(numberKind);
  if (kinds.includes('double') || !Number.isSafeInteger(result)) return double(result);
  return integer(BigInt(result), kinds.includes('long') ? 'long' : 'int');
}

/** Transcendental functions go through doubles, which would lose a decimal's digits without a word. */
function inexact(name: string, value: unknown): number {
  if (numberKind(value) === 'decimal') throw notImplemented(`${name} on Decimal128`);
  return toJs(number(name, value));
}

const viaDouble = (name: string, apply: (value: number) => number) => (value: unknown) =>
  double(apply(inexact(name, value)));

const rounded =
  (name: string, rounding: Parameters<typeof toPlaces>[2]) =>
  (value: unknown, places: unknown = 0) =>
    toPlaces(number(name, value), toJs(number(name, places)), rounding);

/** Arithmetic over ints, longs, doubles and decimals, exact wherever MongoDB's is. */
export const ARITHMETIC: Operators = {
  $add: nullable('$add', [0, Number.POSITIVE_INFINITY], sum),
  $multiply: nullable('$multiply', [0, Number.POSITIVE_INFINITY], (...values) =>
    values.reduce<NumberValue>((result, value) => multiply(result, number('$multiply', value)), 1),
  ),
  $round: nullable('$round', [1, 2], rounded('$round', 'half-even')),
  $trunc: nullable('$trunc', [1, 2], rounded('$trunc', 'toward-zero')),
  ...table([2, 2], nullable, {
    $subtract: difference,
    $divide: quotient,
    $mod: rest,
    $pow: power,
    $log: (value, base) => double(Math.log(inexact('$log', value)) / Math.log(inexact('$log', base))),
  }),
  ...table([1, 1], nullable, {
    $abs: (value) =>
      compareNumbers(number('$abs', value), 0) < 0 ? multiply(number('$abs', value), -1) : value,
    $ceil: rounded('$ceil', 'up'),
    $floor: rounded('$floor', 'down'),
    $sqrt: viaDouble('$sqrt', Math.sqrt),
    $exp: viaDouble('$exp', Math.exp),
    $ln: viaDouble('$ln', Math.log),
    $log10: viaDouble('$log10', Math.log10),
  }),
};
