import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RevenueItem } from '../../../shared/adapters/memory/revenue-book.ts';
import type { RevenueBook } from '../../../shared/revenue/revenue-book.ts';

export interface BookHarness {
  readonly book: RevenueBook;
  readonly insert: (items: readonly RevenueItem[]) => Promise<void>;
  readonly empty: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const startAt = Date.UTC(2025, 4, 29, 12);
const endAt = Date.UTC(2025, 4, 29, 18);
const window = { startAt, endAt };
const sold = (
  at: number,
  amountMinor: number | undefined,
  utility = 'IKEDC',
  isFulfilled = true,
): RevenueItem => ({
  at,
  amountMinor,
  utility,
  isFulfilled,
});

/** What every book of revenue promises. */
export function describeRevenueBook(name: string, open: () => Promise<BookHarness>): void {
  describe(`a revenue book ${name}`, () => {
    let harness: BookHarness;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness?.close());
    beforeEach(() => harness.empty());

    it('has nothing where nothing was sold', async () => {
      expect(await harness.book.figures(window)).toEqual({
        ...{ totalMinor: 0, count: 0, byUtility: [], unreadable: 0, isCountOnly: false },
      });
      expect(await harness.book.count(window)).toBe(0);
    });

    it('adds up to the cent, by utility with the highest revenue first', async () => {
      await harness.insert([
        sold(startAt, 150_000, 'EKEDC'),
        sold(startAt + 1, 10, 'IKEDC'),
        sold(startAt + 2, 150_001, 'IKEDC'),
        sold(startAt + 3, -11, 'AEDC'),
        sold(startAt + 4, 0, 'BEDC'),
      ]);
      expect(await harness.book.figures(window)).toEqual({
        totalMinor: 300_000,
        count: 5,
        byUtility: [
          { name: 'IKEDC', totalMinor: 150_011, count: 2 },
          { name: 'EKEDC', totalMinor: 150_000, count: 1 },
          { name: 'BEDC', totalMinor: 0, count: 1 },
          { name: 'AEDC', totalMinor: -11, count: 1 },
        ],
        unreadable: 0,
        isCountOnly: false,
      });
    });

    it('begins and ends to the millisecond', async () => {
      await harness.insert([
        sold(startAt - 1, 1),
        sold(startAt, 10),
        sold(endAt - 1, 100),
        sold(endAt, 1_000),
      ]);
      expect(await harness.book.figures(window)).toMatchObject({ totalMinor: 110, count: 2 });
      expect(await harness.book.count(window)).toBe(2);
    });

    it('leaves out what is not fulfilled, and counts what cannot be read', async () => {
      await harness.insert([
        sold(startAt, 500),
        sold(startAt, 700, 'IKEDC', false),
        sold(startAt, undefined),
        sold(startAt, undefined, 'IKEDC', false),
      ]);
      expect(await harness.book.figures(window)).toMatchObject({ totalMinor: 500, count: 1, unreadable: 1 });
      expect(await harness.book.count(window)).toBe(2);
    });

    it('groups those without a utility', async () => {
      await harness.insert([sold(startAt, 5, ''), sold(startAt, 6, ' IKEDC '), sold(startAt, 7)]);
      expect((await harness.book.figures(window)).byUtility).toEqual([
        { name: 'IKEDC', totalMinor: 13, count: 2 },
        { name: 'Unknown', totalMinor: 5, count: 1 },
      ]);
    });
  });
}
