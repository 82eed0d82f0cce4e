import { Decimal128 } from 'bson';

/** An exact decimal number: coefficient × 10^exponent. */
export interface FiniteDecimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** A Decimal128 taken apart. Infinities and NaN are their JavaScript numbers. */
export type Decimal = FiniteDecimal | number;

const MAX_DIGITS = 34;
const MIN_EXPONENT = -6176;
const MAX_EXPONENT = 6111;
const BIAS = 6176n;

export const isFiniteDecimal = (value: Decimal): value is FiniteDecimal => typeof value === 'object';

/** 10^n, n ≥ 0. */
export const tenTo = (n: number): bigint => 10n ** BigInt(n);

/** Number of decimal digits of the coefficient, 1 for zero. */
export function digitsOf(coefficient: bigint): number {
  return (coefficient < 0n ? -coefficient : coefficient).toString().length;
}

/** Reads IEEE 754-2008 decimal128 in its binary integer form, as BSON carries it. */
export function decimalOf(value: Decimal128): Decimal {
  const view = new DataView(value.bytes.buffer, value.bytes.byteOffset, 16);
  const high = view.getBigUint64(8, true);
  const negative = high >> 63n === 1n;
  const top = (high >> 58n) & 0x1fn;
  if (top === 0x1fn) return Number.NaN;
  if (top === 0x1en) return negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  // The second form (11…) would hold a coefficient above 34 digits, which the standard reads as zero.
  if (top >> 3n === 3n) return { coefficient: 0n, exponent: Number(((high >> 47n) & 0x3fffn) - BIAS) };
  const coefficient = ((high & 0x1ffffffffffffn) << 64n) | view.getBigUint64(0, true);
  return {
    coefficient: negative ? -coefficient : coefficient,
    exponent: Number(((high >> 49n) & 0x3fffn) - BIAS),
  };
}

/** The nearest Decimal128: rounded half to even to 34 digits, infinite when too large, zero when too small. */
export function decimal128(value: Decimal): Decimal128 {
  if (!isFiniteDecimal(value)) return Decimal128.fromString(String(value));
  const { coefficient, exponent } = fitted(value);
  if (exponent > MAX_EXPONENT) return Decimal128.fromString(coefficient < 0n ? '-Infinity' : 'Infinity');
  const magnitude = coefficient < 0n ? -coefficient : coefficient;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, magnitude & 0xffffffffffffffffn, true);
  const sign = coefficient < 0n ? 1n << 63n : 0n;
  view.setBigUint64(8, sign | ((BigInt(exponent) + BIAS) << 49n) | (magnitude >> 64n), true);
  return new Decimal128(bytes);
}

function fitted(value: FiniteDecimal): FiniteDecimal {
  const tooLong = digitsOf(value.coefficient) - MAX_DIGITS;
  let { coefficient, exponent } = rescaled(value, value.exponent + Math.max(0, tooLong));
  if (digitsOf(coefficient) > MAX_DIGITS)
    ({ coefficient, exponent } = rescaled({ coefficient, exponent }, exponent + 1));
  if (exponent < MIN_EXPONENT) return rescaled({ coefficient, exponent }, MIN_EXPONENT);
  if (coefficient === 0n) return { coefficient, exponent: Math.min(exponent, MAX_EXPONENT) };
  const room = MAX_DIGITS - digitsOf(coefficient);
  return exponent > MAX_EXPONENT && exponent - MAX_EXPONENT <= room
    ? rescaled({ coefficient, exponent }, MAX_EXPONENT)
    : { coefficient, exponent };
}

/** The same number with another exponent; digits that fall off are rounded half to even. */
export function rescaled(value: FiniteDecimal, exponent: number): FiniteDecimal {
  const shift = value.exponent - exponent;
  if (shift >= 0) return { coefficient: value.coefficient * tenTo(shift), exponent };
  const divisor = tenTo(-shift);
  return { coefficient: dividedHalfEven(value.coefficient, divisor), exponent };
}

/** Integer division rounded half to even; the divisor is positive. */
export function dividedHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const away = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  return away ? quotient + (dividend < 0n ? -1n : 1n) : quotient;
}

const DECIMAL_TEXT = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,5}))?$/i;

/** Reads decimal text such as "1500.00" or "-1.5E+3"; undefined when it is none. */
export function parseDecimal(text: string): Decimal | undefined {
  if (/^[+-]?(inf|infinity)$/i.test(text)) {
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL_TEXT.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return undefined;
  const coefficient = BigInt(whole + fraction);
  return {
    coefficient: sign === '-' ? -coefficient : coefficient,
    exponent: Number(exponent) - fraction.length,
  };
}

/** The exact value of a double, without any rounding. */
export function exactDecimal(value: number): Decimal {
  if (!Number.isFinite(value)) return value;
  if (Number.isInteger(value)) return { coefficient: BigInt(value), exponent: 0 };
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const power = Math.max(biased, 1) - 1075;
  const magnitude = mantissa * 5n ** BigInt(-power);
  return { coefficient: value < 0 ? -magnitude : magnitude, exponent: power };
}

/** A double as MongoDB turns it into a decimal: to 15 significant digits. */
export function decimalOfDouble(value: number): Decimal {
  if (!Number.isFinite(value) || value === 0) return exactDecimal(value);
  const exact = exactDecimal(value) as FiniteDecimal;
  const rounded = rescaled(exact, exact.exponent + digitsOf(exact.coefficient) - 15);
  return digitsOf(rounded.coefficient) > 15 ? rescaled(rounded, rounded.exponent + 1) : rounded;
}

/** The nearest double. */
export function doubleOf(value: Decimal): number {
  return isFiniteDecimal(value) ? Number(`${value.coefficient}e${value.exponent}`) : value;
}
