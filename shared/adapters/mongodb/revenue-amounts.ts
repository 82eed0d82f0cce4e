import { Decimal128, type Document } from 'mongodb';

/** Expressions of the aggregation that reads amounts; each operator is one of MongoDB 5 and later. */

const spaces = ' \\t\\r\\n\u00a0\u2009\u202f';
/** More cents than JavaScript counts exactly; the same limit as for every amount elsewhere. */
const limit = Decimal128.fromString('90071992547409.91');
/** Above it, the 15 digits that MongoDB takes of a double do not reach to the cents. */
const doublesWithCents = 1e13;
/** More decimals than these, in a double, are the noise of binary arithmetic: 1499.9999999999998 was written as 1500. */
const decimalsOfDouble = 6;

/** What it captures: a minus before the currency, or one before the number; the number; the separator of its thousands. */
function amountPattern(currencyWords: readonly string[]): string {
  const words = currencyWords
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
  const blanks = `[${spaces}]*`;
  const currency = `(?:${words.join('|')})\\.?`;
  const whole = `(?:[0-9]{1,3}([,${spaces}])[0-9]{3}(?:\\4[0-9]{3})*|[0-9]+)`;
  const sign = '(?:[+]|(-))';
  const before = `(?:${sign}${blanks}${currency}${blanks}|(?:${currency}${blanks})?${sign}?)`;
  return `^${blanks}${before}(${whole}(?:\\.[0-9]+)?)\\.?${blanks}(?:${currency}${blanks})?$`;
}

/**
 * The amount at `path` as a Decimal128, null where it cannot be read: no text or number, text that is no amount (or one of
 * another currency), not finite, more than two decimals, above 90 trillion. Nothing is ever rounded to a cent.
 */
export const readableAmount = (path: string, currencyWords: readonly string[]): Document => ({
  $let: {
    vars: { amount: decimalOf(`$${path}`, amountPattern(currencyWords)) },
    in: {
      $cond: [
        {
          $and: [
            { $gte: ['$$amount', Decimal128.fromString(`-${limit}`)] },
            { $lte: ['$$amount', limit] },
            { $eq: ['$$amount', { $round: ['$$amount', 2] }] },
          ],
        },
        '$$amount',
        null,
      ],
    },
  },
});

const decimalOf = (value: string, pattern: string): Document => ({
  $let: {
    vars: { type: { $type: value } },
    in: firstOf(
      [{ $eq: ['$$type', 'string'] }, decimalOfText(value, pattern)],
      [{ $in: ['$$type', ['int', 'long', 'decimal']] }, { $toDecimal: value }],
      [{ $eq: ['$$type', 'double'] }, decimalOfDouble(value)],
    ),
  },
});

/** The value of the first case that holds, else null. */
const firstOf = (...cases: readonly (readonly [Document, Document])[]): Document | null =>
  cases.reduceRight<Document | null>((rest, [when, value]) => ({ $cond: [when, value, rest] }), null);

const decimalOfText = (value: string, pattern: string): Document => ({
  $let: {
    vars: { found: { $regexFind: { input: value, regex: pattern, options: 'i' } } },
    in: {
      $convert: {
        input: { $concat: [minusAt(0), minusAt(1), withoutSeparators] },
        to: 'decimal',
        onError: null,
        onNull: null,
      },
    },
  },
});

const captured = (group: number): Document => ({ $arrayElemAt: ['$$found.captures', group] });

const minusAt = (group: number): Document => ({ $ifNull: [captured(group), ''] });

const withoutSeparators = {
  $replaceAll: { input: captured(2), find: { $ifNull: [captured(3), ','] }, replacement: '' },
};

const decimalOfDouble = (value: string): Document => ({
  $cond: [
    {
      $or: [
        { $and: [{ $gt: [value, -doublesWithCents] }, { $lt: [value, doublesWithCents] }] },
        {
          $and: [
            { $gte: [value, { $toDouble: `-${limit}` }] },
            { $lte: [value, { $toDouble: `${limit}` }] },
            { $eq: [value, { $trunc: value }] },
          ],
        },
      ],
    },
    { $round: [{ $toDecimal: value }, decimalsOfDouble] },
    null,
  ],
});
