import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Int32, Long, ObjectId } from 'mongodb';
import { minorOf, textOf, timeOf, valueAt } from '../../../../shared/adapters/mongodb/values.ts';

describe('an amount in a document', () => {
  it.each([
    ['text with separators', '1,500.00', 150_000],
    ['text with blanks around', ' 1500.5 ', 150_050],
    ['text with a currency', 'KES 1,500.00', 150_000],
    ['text with a sign of currency', '₦1500', 150_000],
    ['an integer', 1500, 150_000],
    ['a double', 1500.55, 150_055],
    ['a double with the noise of binary sums', 0.1 + 0.2, 30],
    ['a double just below', 1499.9999999999998, 150_000],
    ['zero', 0, 0],
    ['an Int32', new Int32(1500), 150_000],
    ['a Double', new Double(1500.25), 150_025],
    ['a Long', Long.fromString('90000000001'), 9_000_000_000_100],
    ['a Decimal128', Decimal128.fromString('1500.10'), 150_010],
    ['a Decimal128 with more zeros', Decimal128.fromString('1500.1000'), 150_010],
    ['a large Decimal128 with an exponent', Decimal128.fromString('1.5E+3'), 150_000],
    ['a small Decimal128 with an exponent', Decimal128.fromString('5E-2'), 5],
    ['a negative one', Decimal128.fromString('-1.2E+1'), -1200],
  ])('reads %s', (_, value, minor) => {
    expect(minorOf(value)).toEqual({ ok: true, value: minor });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['words', 'a lot'],
    ['an empty text', ''],
    ['a third decimal', '10.005'],
    ['a third decimal in a double', 10.005],
    ['a third decimal in a Decimal128', Decimal128.fromString('10.005')],
    ['a tiny Decimal128', Decimal128.fromString('1E-7')],
    ['no number', Number.NaN],
    ['infinity', Decimal128.fromString('Infinity')],
    ['more than can be counted exactly', Decimal128.fromString('1E+30')],
    ['a date', new Date()],
    ['an object', { amount: 5 }],
  ])('refuses %s', (_, value) => {
    expect(minorOf(value)).toEqual({ ok: false, error: expect.stringMatching(/^an amount/) });
  });
});

describe('a time in a document', () => {
  const at = Date.parse('2026-01-31T09:30:00Z');

  it.each([
    ['a date', new Date(at)],
    ['ISO text', '2026-01-31T09:30:00Z'],
    ['ISO text with fractions', '2026-01-31T09:30:00.000Z'],
    ['ISO text of another zone', '2026-01-31T12:30:00+03:00'],
    ['a zone without colon', '2026-01-31T12:30:00+0300'],
    ['no zone, which is UTC', '2026-01-31T09:30:00'],
    ['no seconds', '2026-01-31 09:30'],
  ])('reads %s', (_, value) => {
    expect(timeOf(value)).toEqual({ ok: true, value: at });
  });

  it('reads a day as its first moment', () => {
    expect(timeOf('2026-01-31')).toEqual({ ok: true, value: Date.parse('2026-01-31T00:00:00Z') });
  });

  it.each([undefined, null, ''])('takes %p as absent', (value) => {
    expect(timeOf(value)).toEqual({ ok: true, value: undefined });
  });

  it.each(['yesterday', '31/01/2026', '2026-13-01', 1_769_851_800_000, new Date(Number.NaN)])(
    'refuses %p',
    (value) => {
      expect(timeOf(value)).toEqual({ ok: false, error: expect.stringContaining('ISO 8601') });
    },
  );
});

describe('text in a document', () => {
  it('is kept as typed, blank is absent, numbers and ObjectIds become text', () => {
    expect(textOf(' inv-1 ')).toBe(' inv-1 ');
    expect(textOf('   ')).toBeUndefined();
    expect(textOf(600111)).toBe('600111');
    expect(textOf(new Int32(7))).toBe('7');
    expect(textOf(new ObjectId('65f000000000000000000001'))).toBe('65f000000000000000000001');
    expect(textOf(null)).toBeUndefined();
    expect(textOf({ nested: true })).toBeUndefined();
    expect(textOf(true)).toBeUndefined();
  });

  it('is found at a path with dots', () => {
    expect(valueAt({ payer: { phone: { number: '2547' } } }, 'payer.phone.number')).toBe('2547');
    expect(valueAt({ payer: 'Amina' }, 'payer.phone.number')).toBeUndefined();
    expect(valueAt({ payer: null }, 'payer.phone')).toBeUndefined();
  });
});
