import { type Decimal128, type Double, Long } from 'bson';
import { bsonClass, double, isInt32 } from '../values/documents.ts';
import { type Decimal, decimal128, decimalOf, decimalOfDouble, doubleOf, exactDecimal } from './decimal.ts';
import {
  addDecimals,
  compareFiniteDecimals,
  divideDecimals,
  moduloDecimals,
  multiplyDecimals,
} from './decimal-arithmetic.ts';

/** Any of MongoDB's four kinds of number, as represented in memory. */
export type NumberValue = number | Double | Long | Decimal128;

export type NumberKind = 'int' | 'long' | 'double' | 'decimal';

const WIDTH: Readonly<Record<NumberKind, number>> = { int: 0, long: 1, double: 2, decimal: 3 };
const MIN_LONG = -(2n ** 63n);
const MAX_LONG = 2n ** 63n - 1n;

export function numberKind(value: unknown): NumberKind | undefined {
  if (typeof value === 'number') return isInt32(value) ? 'int' : 'double';
  switch (bsonClass(value)) {
    case 'Long':
      return 'long';
    case 'Double':
      return 'double';
    case 'Decimal128':
      return 'decimal';
    default:
      return undefined;
  }
}

export const isNumberValue = (value: unknown): value is NumberValue =>
  typeof value === 'number' || numberKind(value) !== undefined;

/** The nearest JavaScript number. */
export function toJs(value: NumberValue): number {
  if (typeof value === 'number') return value;
  const kind = numberKind(value);
  if (kind === 'long') return (value as Long).toNumber();
  if (kind === 'decimal') return doubleOf(decimalOf(value as Decimal128));
  return (value as Double).value;
}

/** The exact integer of an int or long, or the truncated one of another finite number. */
export function toBigInt(value: NumberValue): bigint {
  return numberKind(value) === 'long' ? (value as Long).toBigInt() : BigInt(Math.trunc(toJs(value)));
}

/** As a decimal, the way MongoDB's arithmetic does it (doubles to 15 digits). */
export function toDecimal(value: NumberValue): Decimal {
  const kind = numberKind(value);
  if (kind === 'decimal') return decimalOf(value as Decimal128);
  if (kind === 'double') return decimalOfDouble(toJs(value));
  return { coefficient: toBigInt(value), exponent: 0 };
}

/** An integer result: int if both operands were, unless it does not fit; beyond 64 bits it becomes a double. */
export function integer(value: bigint, kind: 'int' | 'long'): NumberValue {
  if (kind === 'int' && value >= -(2n ** 31n) && value < 2n ** 31n) return Number(value);
  return value >= MIN_LONG && value <= MAX_LONG ? Long.fromBigInt(value) : double(Number(value));
}

interface Operation {
  readonly integers: (a: bigint, b: bigint) => bigint;
  readonly doubles: (a: number, b: number) => number;
  readonly decimals: (a: Decimal, b: Decimal) => Decimal;
}

function applied(operation: Operation, a: NumberValue, b: NumberValue): NumberValue {
  const kindA = numberKind(a) ?? 'double';
  const kindB = numberKind(b) ?? 'double';
  const kind = WIDTH[kindA] >= WIDTH[kindB] ? kindA : kindB;
  if (kind === 'decimal') return decimal128(operation.decimals(toDecimal(a), toDecimal(b)));
  if (kind === 'double') return double(operation.doubles(toJs(a), toJs(b)));
  return integer(operation.integers(toBigInt(a), toBigInt(b)), kind);
}

const ADD: Operation = { integers: (a, b) => a + b, doubles: (a, b) => a + b, decimals: addDecimals };
const MULTIPLY: Operation = {
  integers: (a, b) => a * b,
  doubles: (a, b) => a * b,
  decimals: multiplyDecimals,
};
const MODULO: Operation = { integers: (a, b) => a % b, doubles: (a, b) => a % b, decimals: moduloDecimals };

/** Exact for ints, longs and decimals. */
export function add(a: NumberValue, b: NumberValue): NumberValue {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (isInt32(a) && isInt32(b)) return isInt32(sum) ? sum : Long.fromNumber(sum);
    return double(sum);
  }
  return applied(ADD, a, b);
}

export const multiply = (a: NumberValue, b: NumberValue): NumberValue => applied(MULTIPLY, a, b);
export const modulo = (a: NumberValue, b: NumberValue): NumberValue => applied(MODULO, a, b);
export const subtract = (a: NumberValue, b: NumberValue): NumberValue => add(a, multiply(b, -1));

/** A decimal if either operand is one, else a double: MongoDB never divides integers. */
export function divide(a: NumberValue, b: NumberValue): NumberValue {
  return numberKind(a) === 'decimal' || numberKind(b) === 'decimal'
    ? decimal128(divideDecimals(toDecimal(a), toDecimal(b)))
    : double(toJs(a) / toJs(b));
}

export const isZero = (value: NumberValue): boolean => toJs(value) === 0;

/** MongoDB's idea of true: all but false, zero of any kind, null and missing. */
export function isTruthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && !(isNumberValue(value) && isZero(value));
}

/** −1, 0 or 1 by exact value, whatever the kinds. NaN equals itself and is below all others. */
export function compareNumbers(a: NumberValue, b: NumberValue): number {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a < b) return -1;
    if (a > b) return 1;
    return a === b ? 0 : Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  }
  const left = toJs(a);
  const right = toJs(b);
  // Rounding to a double keeps the order, so only equal doubles need the exact comparison.
  if (left !== right || !Number.isFinite(left)) return compareNumbers(left, right);
  return compareFiniteDecimals(exactOf(a), exactOf(b));
}

function exactOf(value: NumberValue): Decimal {
  return numberKind(value) === 'double' ? exactDecimal(toJs(value)) : toDecimal(value);
}
