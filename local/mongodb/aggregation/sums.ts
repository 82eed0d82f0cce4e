import type { Decimal128 } from 'bson';
import { type Decimal, decimal128, decimalOf, decimalOfDouble } from '../numbers/decimal.ts';
import { addDecimals, divideDecimals } from '../numbers/decimal-arithmetic.ts';
import {
  integer,
  type NumberKind,
  type NumberValue,
  numberKind,
  toBigInt,
  toJs,
} from '../numbers/numbers.ts';
import { double, isInt32 } from '../values/documents.ts';

/** A running sum as MongoDB keeps it: integers and decimals exactly, doubles with their rounding errors carried along. */
class Sum {
  count = 0;
  #small = 0;
  #integers = 0n;
  #double = 0;
  #lost = 0;
  #decimals: Decimal = { coefficient: 0n, exponent: 0 };
  readonly #kinds = new Set<NumberKind>();

  add(value: unknown): void {
    const kind = numberKind(value);
    if (kind === undefined) return;
    this.count += 1;
    this.#kinds.add(kind);
    if (typeof value === 'number') {
      if (isInt32(value)) this.#small += value;
      else this.#addDouble(value);
    } else if (kind === 'long') this.#integers += toBigInt(value as NumberValue);
    else if (kind === 'decimal') this.#decimals = addDecimals(this.#decimals, decimalOf(value as Decimal128));
    else this.#addDouble(toJs(value as NumberValue));
  }

  /** Neumaier's compensated summation. */
  #addDouble(value: number): void {
    const sum = this.#double + value;
    const [large, small] =
      Math.abs(this.#double) >= Math.abs(value) ? [this.#double, value] : [value, this.#double];
    this.#lost += large - sum + small;
    this.#double = sum;
  }

  get total(): NumberValue {
    const whole = this.#integers + BigInt(this.#small);
    if (this.#kinds.has('decimal')) {
      const others = addDecimals({ coefficient: whole, exponent: 0 }, decimalOfDouble(this.#doubles));
      return decimal128(addDecimals(this.#decimals, others));
    }
    if (this.#kinds.has('double')) return double(this.#doubles + Number(whole));
    return integer(whole, this.#kinds.has('long') ? 'long' : 'int');
  }

  get #doubles(): number {
    return Number.isFinite(this.#double) ? this.#double + this.#lost : this.#double;
  }

  get average(): NumberValue | null {
    if (this.count === 0) return null;
    const total = this.total;
    if (numberKind(total) !== 'decimal') return double(toJs(total) / this.count);
    const count = { coefficient: BigInt(this.count), exponent: 0 };
    return decimal128(divideDecimals(decimalOf(total as Decimal128), count));
  }
}

function summed(values: readonly unknown[]): Sum {
  const sum = new Sum();
  for (const value of values) sum.add(value);
  return sum;
}

/** The sum of the numbers among the values, 0 when there are none. Decimal if any is, else double if any is, else integer. */
export const sumOf = (values: readonly unknown[]): NumberValue => summed(values).total;

/** The mean of the numbers among the values, null when there are none. */
export const averageOf = (values: readonly unknown[]): NumberValue | null => summed(values).average;
