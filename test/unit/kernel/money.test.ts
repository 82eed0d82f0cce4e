import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatKes, formatMoney, majorNumber, parseMinor } from '../../../shared/kernel/money.ts';
import { ok } from '../../../shared/kernel/result.ts';

describe('parseMinor', () => {
  it.each([
    ['1200.00', 120_000],
    ['10', 1_000],
    [' 1200 ', 120_000],
    ['1,200.00', 120_000],
    ['12,345,678.90', 1_234_567_890],
    ['750.25', 75_025],
    ['0.5', 50],
    ['7.', 700],
    ['1200.5000', 120_050],
    ['-1867.7', -186_770],
    ['+5', 500],
    ['-0.00', 0],
    [1500, 150_000],
    [1200.0, 120_000],
    [0.29, 29],
    [1.1, 110],
    [4.35, 435],
    [-0, 0],
    [0, 0],
  ])('reads %j as %d minor units', (value, minor) => {
    expect(parseMinor(value)).toEqual(ok(minor));
  });

  it.each([
    '',
    '  ',
    'KES 1,200.00',
    '1,20.00',
    '12,00',
    '1.200,00',
    '1e3',
    '0x10',
    '1.005',
    '.5',
    '--1',
    'NaN',
    '1 200',
    '१२',
    NaN,
    Number.POSITIVE_INFINITY,
    0.001,
    1e21,
    0.1 + 0.2,
    '90071992547409.93',
    null,
    undefined,
    true,
    {},
    [],
    10n,
  ])('refuses %p, and says what it expects', (value) => {
    expect(parseMinor(value)).toEqual({ ok: false, error: expect.stringMatching(/^an amount/) });
  });

  it('keeps every amount exactly, as a number and as text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e13, max: 1e13 }), (minor) => {
        expect(parseMinor(majorNumber(minor))).toEqual(ok(minor));
        expect(parseMinor(formatMoney(minor, '').trim())).toEqual(ok(minor));
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => typeof parseMinor(value).ok === 'boolean'));
  });
});

describe('formatKes', () => {
  it.each([
    [120_000, 'KES 1,200.00'],
    [5, 'KES 0.05'],
    [0, 'KES 0.00'],
    [99_999, 'KES 999.99'],
    [123_456_789_01, 'KES 123,456,789.01'],
    [-120_000, 'KES -1,200.00'],
  ])('writes %d as %s', (minor, text) => {
    expect(formatKes(minor)).toBe(text);
  });
});
