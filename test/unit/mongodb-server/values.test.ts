import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double } from 'bson';
import fc from 'fast-check';
import {
  decimal128,
  decimalOf,
  doubleOf,
  exactDecimal,
  parseDecimal,
} from '../../../local/mongodb/numbers/decimal.ts';
import { add, compareNumbers, subtract, toJs } from '../../../local/mongodb/numbers/numbers.ts';
import { decode, encode } from '../../../local/mongodb/values/documents.ts';
import { keyOf } from '../../../local/mongodb/values/key.ts';
import { compareStrings, compareValues } from '../../../local/mongodb/values/order.ts';
import { aBsonDocument, aBsonNumber, aBsonValue } from './a-bson-value.ts';

describe('values', () => {
  it('have the same key exactly when they are equal in the order of BSON', () => {
    fc.assert(
      fc.property(aBsonValue(), aBsonValue(), (a, b) => {
        expect(keyOf(a) === keyOf(b)).toBe(compareValues(a, b) === 0);
      }),
      { numRuns: 5000 },
    );
  });

  it('are in one order, whichever way they are compared', () => {
    fc.assert(
      fc.property(aBsonValue(), aBsonValue(), aBsonValue(), (a, b, c) => {
        expect(Math.sign(compareValues(a, b))).toBe(-Math.sign(compareValues(b, a)) || 0);
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0)
          expect(compareValues(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 3000 },
    );
  });

  it('survive being decoded and encoded to the byte', () => {
    fc.assert(
      fc.property(aBsonDocument(), (document) => {
        const bytes = Buffer.from(encode(document));
        expect(Buffer.from(encode(decode(bytes))).equals(bytes)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('compare text as UTF-8 does', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(compareStrings(a, b)).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('decimals', () => {
  const decimalText = fc
    .tuple(
      fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }),
      fc.integer({ min: -6000, max: 6000 }),
    )
    .map(([coefficient, exponent]) => `${coefficient}E${exponent}`);

  it('are taken apart and put together without loss', () => {
    fc.assert(
      fc.property(decimalText, (text) => {
        const value = Decimal128.fromString(text);
        expect(decimal128(decimalOf(value)).toString().replace('-0E', '0E')).toBe(
          value.toString().replace('-0E', '0E'),
        );
        expect(parseDecimal(text)).toEqual(decimalOf(value));
      }),
    );
  });

  it('hold the exact value of any double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) =>
        expect(doubleOf(exactDecimal(value))).toBe(value + 0),
      ),
    );
  });

  it('round half to even at the 34th digit', () => {
    const sum = (a: string, b: string) => add(Decimal128.fromString(a), Decimal128.fromString(b)).toString();
    expect(sum('1000000000000000000000000000000000', '0.5')).toBe('1000000000000000000000000000000000');
    expect(sum('1000000000000000000000000000000001', '0.5')).toBe('1000000000000000000000000000000002');
    expect(sum('9999999999999999999999999999999999', '0.6')).toBe('1.000000000000000000000000000000000E+34');
    expect(sum('0.1', '0.2')).toBe('0.3');
  });
});

describe('numbers of different kinds', () => {
  it('are compared by exact value', () => {
    expect(compareNumbers(Decimal128.fromString('0.1'), 0.1)).toBe(-1);
    expect(compareNumbers(Decimal128.fromString('0.5'), 0.5)).toBe(0);
    expect(compareNumbers(Number.NaN, Number.NEGATIVE_INFINITY)).toBe(-1);
  });

  it('give back one when the other is taken away again', () => {
    const whole = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(fc.property(whole, whole, (a, b) => expect(toJs(subtract(add(a, b), b))).toBe(a)));
    fc.assert(fc.property(aBsonNumber(), (a) => expect(compareNumbers(a, a)).toBe(0)));
    expect(add(1, new Double(1))).toEqual(new Double(2));
  });
});
