import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { days, eastAfricaStamp, eastAfricaTime, iso, minutes, seconds } from '../../../shared/kernel/time.ts';

describe('eastAfricaTime', () => {
  it.each([
    ['20261014110305', '2026-10-14T08:03:05.000Z'],
    [20261014101552, '2026-10-14T07:15:52.000Z'],
    ['20270101010000', '2026-12-31T22:00:00.000Z'],
    ['20280229235959', '2028-02-29T20:59:59.000Z'],
    [' 20261014110305 ', '2026-10-14T08:03:05.000Z'],
  ])('takes three hours off %p', (value, expected) => {
    expect(iso(eastAfricaTime(value) ?? Number.NaN)).toBe(expected);
  });

  it.each([
    '20261314110305',
    '20260229000000',
    '20261032000000',
    '20261014240000',
    '20261014116000',
    '20261014110360',
    '2026101411030',
    '202610141103055',
    '2026-10-14T11:03:05',
    '',
    null,
    undefined,
    {},
    20261014,
  ])('knows no such time as %p', (value) => {
    expect(eastAfricaTime(value)).toBeUndefined();
  });

  it('reads back what eastAfricaStamp writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (second) => {
        expect(eastAfricaTime(eastAfricaStamp(second * 1000))).toBe(second * 1000);
      }),
    );
  });
});

it('counts durations in milliseconds', () => {
  expect([seconds(2), minutes(15), days(1)]).toEqual([2_000, 900_000, 86_400_000]);
});
