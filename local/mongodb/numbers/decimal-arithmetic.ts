import {
  type Decimal,
  digitsOf,
  dividedHalfEven,
  doubleOf,
  isFiniteDecimal,
  rescaled,
  tenTo,
} from './decimal.ts';

/** Exact; rounding to 34 digits happens once, when the result is stored. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (!isFiniteDecimal(a) || !isFiniteDecimal(b)) return doubleOf(a) + doubleOf(b);
  const exponent = Math.min(a.exponent, b.exponent);
  return { coefficient: rescaled(a, exponent).coefficient + rescaled(b, exponent).coefficient, exponent };
}

/** Exact. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  if (!isFiniteDecimal(a) || !isFiniteDecimal(b)) return doubleOf(a) * doubleOf(b);
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

/** To 34 significant digits, rounded half to even; an exact quotient keeps as few digits as its operands imply. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (!isFiniteDecimal(a) || !isFiniteDecimal(b) || b.coefficient === 0n) return doubleOf(a) / doubleOf(b);
  const negative = a.coefficient < 0n !== b.coefficient < 0n;
  const dividend = a.coefficient < 0n ? -a.coefficient : a.coefficient;
  const divisor = b.coefficient < 0n ? -b.coefficient : b.coefficient;
  const ideal = a.exponent - b.exponent;
  const shift = Math.max(0, 36 + digitsOf(divisor) - digitsOf(dividend));
  const scaled = dividend * tenTo(shift);
  let coefficient = scaled / divisor;
  let exponent = ideal - shift;
  if (coefficient * divisor !== scaled) {
    // A last digit that says "and something more" keeps the later rounding to 34 digits from seeing a false tie.
    coefficient = coefficient * 10n + 1n;
    exponent -= 1;
  }
  while (exponent < ideal && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return { coefficient: negative ? -coefficient : coefficient, exponent };
}

/** The rest of the truncated division, with the sign of the dividend. */
export function moduloDecimals(a: Decimal, b: Decimal): Decimal {
  if (!isFiniteDecimal(a) || !isFiniteDecimal(b) || b.coefficient === 0n) return doubleOf(a) % doubleOf(b);
  const exponent = Math.min(a.exponent, b.exponent);
  return { coefficient: rescaled(a, exponent).coefficient % rescaled(b, exponent).coefficient, exponent };
}

/** −1, 0 or 1 for two finite decimals. */
export function compareFiniteDecimals(a: Decimal, b: Decimal): number {
  if (!isFiniteDecimal(a) || !isFiniteDecimal(b))
    throw new Error('compareFiniteDecimals takes finite numbers');
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = rescaled(a, exponent).coefficient - rescaled(b, exponent).coefficient;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export type Rounding = 'half-even' | 'toward-zero' | 'down' | 'up';

/** Rounds to so many places after the point (negative: before it). A number with fewer places stays as it is. */
export function roundDecimal(value: Decimal, places: number, rounding: Rounding): Decimal {
  if (!isFiniteDecimal(value) || value.exponent >= -places) return value;
  const divisor = tenTo(-places - value.exponent);
  const { coefficient } = value;
  const truncated = coefficient / divisor;
  const inexact = truncated * divisor !== coefficient;
  const rounded = {
    'half-even': () => dividedHalfEven(coefficient, divisor),
    'toward-zero': () => truncated,
    down: () => (inexact && coefficient < 0n ? truncated - 1n : truncated),
    up: () => (inexact && coefficient > 0n ? truncated + 1n : truncated),
  }[rounding]();
  return { coefficient: rounded, exponent: -places };
}
