import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { correct } from '../../../shared/revenue/correction.ts';
import { byRevenue, countOnly } from '../../../shared/revenue/figures.ts';
import { currencyWordsOf } from '../../../shared/revenue/report.ts';
import { aReport, aWindowRecord, someFigures } from '../../support/builders/a-window-record.ts';

describe('the utilities', () => {
  it('are sorted by revenue, then by name; those without a name are together', () => {
    const sorted = byRevenue([
      { name: ' AEDC', totalMinor: 5, count: 1 },
      { name: '', totalMinor: 3, count: 1 },
      { name: 'IKEDC', totalMinor: 5, count: 1 },
      { name: '  ', totalMinor: 4, count: 2 },
      { name: 'AEDC ', totalMinor: 0, count: 1 },
    ]);
    expect(sorted).toEqual([
      { name: 'Unknown', totalMinor: 7, count: 3 },
      { name: 'AEDC', totalMinor: 5, count: 2 },
      { name: 'IKEDC', totalMinor: 5, count: 1 },
    ]);
  });

  it('are at most forty, however many there are, and lose neither money nor items', () => {
    const utility = fc.record({
      name: fc.string({ maxLength: 80 }),
      totalMinor: fc.integer({ min: -1_000, max: 1_000_000 }),
      count: fc.integer({ min: 1, max: 9 }),
    });
    const sumOf = (all: readonly { totalMinor: number; count: number }[]) => [
      all.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
      all.reduce((sum, { count }) => sum + count, 0),
    ];
    fc.assert(
      fc.property(fc.array(utility, { maxLength: 120 }), (given) => {
        const sorted = byRevenue(given);
        expect(sorted.length).toBeLessThanOrEqual(40);
        expect(sumOf(sorted)).toEqual(sumOf(given));
      }),
    );
  });
});

describe('a correction', () => {
  const record = aWindowRecord('2025-05-29T12:00:00Z');

  it('is none when the figures are as they were', () => {
    expect(correct(record, someFigures(), 5)).toBeUndefined();
  });

  it('tells what was gained, and keeps what is true now', () => {
    const figures = someFigures({ totalMinor: 270_000, count: 4, unreadable: 1 });
    expect(correct(record, figures, 5)).toEqual({
      record: { ...record, figures, correctedAt: 5, version: 2 },
      late: { startAt: record.startAt, endAt: record.endAt, totalMinor: 120_000, count: 2, unreadable: 1 },
    });
  });

  it('tells what was lost', () => {
    expect(correct(record, someFigures({ totalMinor: 100_000, count: 1 }), 5)?.late).toMatchObject({
      totalMinor: -50_000,
      count: -1,
    });
  });

  it('is not told when only the split by utility changed', () => {
    const figures = someFigures({ byUtility: [{ name: 'EKEDC', totalMinor: 150_000, count: 2 }] });
    const correction = correct(record, figures, 5);
    expect(correction?.record).toMatchObject({ version: 2, figures });
    expect(correction?.late).toBeUndefined();
  });

  it('tells the whole revenue of a window that could only be counted', () => {
    const counted = aWindowRecord('2025-05-29T12:00:00Z', { figures: countOnly(3) });
    expect(correct(counted, someFigures({ unreadable: 1 }), 5)?.late).toMatchObject({
      totalMinor: 150_000,
      count: -1,
      unreadable: 1,
    });
  });
});

describe('the words of a currency', () => {
  it('are those of the naira by default, else the symbol, else what is configured', () => {
    expect(currencyWordsOf(aReport())).toEqual(['₦', 'NGN', 'N']);
    expect(currencyWordsOf(aReport({ currencySymbol: 'KSh' }))).toEqual(['KSh']);
    expect(currencyWordsOf(aReport({ currencyWords: ['GH₵'] }))).toEqual(['GH₵']);
  });
});
