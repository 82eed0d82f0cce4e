import { describe, expect, it } from '@jest/globals';
import { readLimit, readSince, readWord } from '../../../operate/arguments.ts';
import { durationText } from '../../../operate/printer.ts';

const now = Date.UTC(2026, 10, 25, 12);

describe('--since', () => {
  it.each([
    ['90m', '2026-11-25T10:30:00.000Z'],
    ['2h', '2026-11-25T10:00:00.000Z'],
    ['3d', '2026-11-22T12:00:00.000Z'],
    ['2026-11-25', '2026-11-25T00:00:00.000Z'],
    ['2026-11-25T08:00:00+03:00', '2026-11-25T05:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(new Date(readSince(text, now) ?? 0).toISOString()).toBe(time);
  });

  it.each(['', '2', '2w', '-2h', 'yesterday', '2026-13-01', '2026-11-25T08:00:00', '2026-11-26'])(
    '"%s" is refused with what is expected',
    (text) => {
      expect(() => readSince(text, now)).toThrow(`or 3d; got "${text}"`);
    },
  );

  it('may be left out', () => {
    expect(readSince(undefined, now)).toBeUndefined();
  });
});

describe('--limit', () => {
  it('is a whole number', () => {
    expect([readLimit(undefined, 20, 100), readLimit('100', 20, 100)]).toEqual([20, 100]);
    for (const text of ['0', '101', '1.5', '-1', 'all', ''])
      expect(() => readLimit(text, 20, 100)).toThrow(`expected a whole number from 1 to 100, got "${text}"`);
  });
});

it('a word is one of those that are known', () => {
  expect(readWord('--status', 'b', ['a', 'b'])).toBe('b');
  expect(readWord('--status', undefined, ['a', 'b'])).toBeUndefined();
  expect(() => readWord('--status', 'c', ['a', 'b'])).toThrow('--status: expected one of a, b; got "c"');
});

it.each([
  [5_400, '5 s'],
  [125_000, '2 min'],
  [7_500_000, '2 h 5 min'],
  [277_200_000, '3 d 5 h'],
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
