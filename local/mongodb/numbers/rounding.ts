import type { Decimal128 } from 'bson';
import { double } from '../values/documents.ts';
import { decimal128, decimalOf, doubleOf, exactDecimal } from './decimal.ts';
import { type Rounding, roundDecimal } from './decimal-arithmetic.ts';
import { integer, type NumberValue, numberKind, toBigInt, toJs } from './numbers.ts';

/** Rounds to so many decimal places (negative: tens, hundreds …); the kind of number stays the same. */
export function toPlaces(value: NumberValue, places: number, rounding: Rounding): NumberValue {
  const kind = numberKind(value);
  switch (kind) {
    case 'decimal':
      return decimal128(roundDecimal(decimalOf(value as Decimal128), places, rounding));
    case 'double':
      return double(doubleOf(roundDecimal(exactDecimal(toJs(value)), places, rounding)));
    default: {
      const rounded = roundDecimal({ coefficient: toBigInt(value), exponent: 0 }, places, rounding);
      return places >= 0 || typeof rounded === 'number'
        ? value
        : integer(rounded.coefficient * 10n ** BigInt(rounded.exponent), kind === 'long' ? 'long' : 'int');
    }
  }
}
