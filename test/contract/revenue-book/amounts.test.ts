import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Binary, Decimal128, Double, Int32, Long, ObjectId } from 'mongodb';
import type { RevenueReport } from '../../../shared/revenue/report.ts';
import { openRevenue } from './revenue-harness.ts';

const startAt = Date.UTC(2025, 4, 29, 12);
const window = { startAt, endAt: startAt + 6 * 3_600_000 };
const decimal = (text: string) => Decimal128.fromString(text);
const nbsp = '\u00a0';

let revenue: Awaited<ReturnType<typeof openRevenue>>;
beforeAll(async () => {
  revenue = await openRevenue();
});
afterAll(() => revenue.close());
beforeEach(() => revenue.empty());

async function figuresOf(amounts: readonly unknown[], report: Partial<RevenueReport> = {}) {
  const items = amounts.map((amount) => ({
    ...(amount === undefined ? {} : { amount }),
    status: 'fulfilled',
    utility: 'IKEDC',
    createdAt: new Date(startAt),
  }));
  await revenue.items.insertMany(items, { ignoreUndefined: false });
  return revenue.bookOf(report).figures(window);
}

const readable: readonly (readonly [what: string, amount: unknown, minor: number])[] = [
  ['text with separators', '1,500.00', 150_000],
  ['more of them', '1,234,567.89', 123_456_789],
  ['plain text', '1500', 150_000],
  ['one decimal', '1500.5', 150_050],
  ['a point at the end', '1500.', 150_000],
  ['zeros beyond the cents', '1500.5000', 150_050],
  ['a symbol', '₦1500', 150_000],
  ['a symbol and blanks', ' ₦ 1,500.25 ', 150_025],
  ['a code and blanks as separators', 'NGN 1 500.50', 150_050],
  ['the code in small letters', 'ngn1500', 150_000],
  ['the short word', 'N1,500', 150_000],
  ['the currency behind', '1,500.00 NGN', 150_000],
  ['hard blanks', `₦${nbsp}1${nbsp}500.50`, 150_050],
  ['narrow blanks', '1\u202f500', 150_000],
  ['a plus', '+5.00', 500],
  ['a minus before the currency', '-₦500', -50_000],
  ['a minus behind it', '₦-500', -50_000],
  ['zero', '0.00', 0],
  ['leading zeros', '000123.45', 12_345],
  ['an Int32', new Int32(1_500), 150_000],
  ['a negative Int32', new Int32(-3), -300],
  ['a Long', Long.fromString('90071992547409'), 9_007_199_254_740_900],
  ['a Double', new Double(99.99), 9_999],
  ['a Double that has no exact binary form', 0.1, 10],
  ['the dust of a sum', 0.1 + 0.2, 30],
  ['the dust of a product', 1.1 * 3, 330],
  ['dust below', 1499.9999999999998, 150_000],
  ['a large Double', 9_999_999_999_999.25, 999_999_999_999_925],
  ['a whole Double as large as may be', new Double(90_000_000_000_000), 9_000_000_000_000_000],
  ['a Decimal128', decimal('1500.50'), 150_050],
  ['a Decimal128 with an exponent', decimal('1.5E+3'), 150_000],
  ['a Decimal128 with many zeros', decimal('12.340000000000000000000000000'), 1_234],
  ['a negative Decimal128', decimal('-0.01'), -1],
];

const unreadable: readonly (readonly [what: string, amount: unknown])[] = [
  ['no field', undefined],
  ['null', null],
  ['an empty text', ''],
  ['blanks', '   '],
  ['a word', 'pending'],
  ['a currency alone', '₦'],
  ['two signs', '-₦-500'],
  ['another currency', '$1,500.00'],
  ['another code', 'KES 1500'],
  ['a unit', '500 kWh'],
  ['a decimal comma', '1.500,00'],
  ['separators in the wrong place', '1,50'],
  ['mixed separators', '1,500 000'],
  ['two numbers', '1500 200 3'],
  ['two points', '1.500.00'],
  ['an exponent in text', '1.5E3'],
  ['NaN in text', 'NaN'],
  ['infinity in text', 'Infinity'],
  ['brackets', '(500)'],
  ['no digits before the point', '.50'],
  ['a third decimal in text', '1500.005'],
  ['a third decimal in a Double', 1500.005],
  ['a third decimal in a Decimal128', decimal('1500.005')],
  ['a tiny remainder in a Decimal128', decimal('1500.00000000000000001')],
  ['NaN', Number.NaN],
  ['infinity', Number.NEGATIVE_INFINITY],
  ['NaN as a Decimal128', decimal('NaN')],
  ['infinity as a Decimal128', decimal('Infinity')],
  ['too much in text', '90,071,992,547,409.92'],
  ['too much as a Decimal128', decimal('1E+6000')],
  ['too much as a Long', Long.MAX_VALUE],
  ['too much as a Double', 1e300],
  ['a Double whose cents are not exact', 20_000_000_000_000.5],
  ['true', true],
  ['a date', new Date(1_500)],
  ['an object', { value: 1_500 }],
  ['an array', [1_500]],
  ['an id', new ObjectId()],
  ['bytes', new Binary(Buffer.from('1500'))],
];

describe('an amount', () => {
  it.each(readable)('is read from %s', async (_, amount, minor) => {
    expect(await figuresOf([amount])).toMatchObject({ totalMinor: minor, count: 1, unreadable: 0 });
  });

  it.each(unreadable)('is counted as unreadable when it is %s', async (_, amount) => {
    expect(await figuresOf([amount, '1.00'])).toMatchObject({ totalMinor: 100, count: 1, unreadable: 1 });
  });

  it('is read beside the words of its own currency only', async () => {
    const amounts = ['KSh1,500', 'KES 2', '₦1500', 'KSh. 3', '4'];
    const report = { currencySymbol: 'KSh', currencyWords: ['KSh', 'KES'] };
    expect(await figuresOf(amounts, report)).toMatchObject({ totalMinor: 150_900, count: 4, unreadable: 1 });
  });

  it('may bear a symbol that means something else in a pattern', async () => {
    const report = { currencySymbol: '$' };
    expect(await figuresOf(['$5', '5', 'US$5'], report)).toMatchObject({ totalMinor: 1_000, unreadable: 1 });
  });
});

/** One of many ways to write an amount, and what it is worth: computed from its digits alone. */
const written = fc
  .record({
    minor: fc.bigInt({ min: -99_999_999_999n, max: 99_999_999_999n }),
    form: fc.constantFrom('int', 'long', 'double', 'decimal', 'plain', 'grouped', 'naira', 'code', 'bad'),
  })
  .map(({ minor, form }) => ({ minor: form === 'int' ? (minor / 10_000n) * 100n : minor, form }))
  .map(({ minor, form }) => {
    const magnitude = minor < 0n ? -minor : minor;
    const sign = minor < 0n ? '-' : '';
    const [whole, cents] = [String(magnitude / 100n), String(magnitude % 100n).padStart(2, '0')];
    const grouped = (separator: string) => whole.replace(/\B(?=(\d{3})+$)/g, separator);
    const amount = {
      int: () => new Int32(Number(minor / 100n)),
      long: () => (minor % 100n === 0n ? Long.fromBigInt(minor / 100n) : decimal(`${sign}${whole}.${cents}`)),
      double: () => new Double(Number(`${sign}${whole}.${cents}`)),
      decimal: () => decimal(`${sign}${whole}.${cents}`),
      plain: () => `${sign}${whole}.${cents}`,
      grouped: () => `${sign}${grouped(',')}.${cents}`,
      naira: () => `₦ ${sign}${grouped(',')}.${cents}`,
      code: () => `${sign}NGN ${grouped(' ')}.${cents}`,
      bad: () => `${whole},${cents}`,
    }[form as 'int']();
    return { amount, minor: form === 'bad' ? undefined : minor };
  });
const item = fc.record({
  written,
  utility: fc.constantFrom('IKEDC', 'EKEDC', 'AEDC'),
  offsetMs: fc.oneof(
    fc.constantFrom(-1, 0, 1, window.endAt - startAt - 1, window.endAt - startAt, window.endAt - startAt + 1),
    fc.integer({ min: -3_600_000, max: 7 * 3_600_000 }),
  ),
  time: fc.constantFrom('date', 'utc', 'east', 'west', 'blank'),
  status: fc.constantFrom('fulfilled', 'fulfilled', 'fulfilled', 'processing'),
});

function timeOf(at: number, form: string): Date | string {
  const text = (aheadMs: number, zone: string) => new Date(at + aheadMs).toISOString().replace('Z', zone);
  switch (form) {
    case 'utc':
      return text(0, 'Z');
    case 'east':
      return text(14 * 3_600_000, '+14:00');
    case 'west':
      return text(-12 * 3_600_000, '-12:00');
    case 'blank':
      return text(0, '');
    default:
      return new Date(at);
  }
}

describe('a window', () => {
  it('agrees to the cent with a calculation by hand, whatever its items look like', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 60 }), async (items) => {
        await revenue.empty();
        await revenue.items.insertMany(
          items.map(({ written: { amount }, utility, offsetMs, time, status }) => ({
            ...{ amount, utility, status },
            createdAt: timeOf(startAt + offsetMs, time),
          })),
        );
        const inside = items.filter(
          ({ offsetMs, status }) =>
            status === 'fulfilled' && offsetMs >= 0 && offsetMs < window.endAt - startAt,
        );
        const sumOf = (some: typeof inside) =>
          some.reduce((sum, { written: { minor } }) => sum + (minor ?? 0n), 0n);
        const figures = await revenue.bookOf().figures(window);
        expect(BigInt(figures.totalMinor)).toBe(sumOf(inside));
        expect(figures.unreadable).toBe(
          inside.filter(({ written: { minor } }) => minor === undefined).length,
        );
        expect(figures.count + figures.unreadable).toBe(inside.length);
        expect(await revenue.bookOf().count(window)).toBe(inside.length);
        for (const { name, totalMinor } of figures.byUtility) {
          expect(BigInt(totalMinor)).toBe(sumOf(inside.filter(({ utility }) => utility === name)));
        }
      }),
      { numRuns: 60 },
    );
  });
});
