import { describe, expect, it } from '@jest/globals';
import { makePowerTrade, type PowerItem } from '../../../local/sample/power-trade.ts';
import { expectedRevenue } from '../../../local/sample/revenue-by-hand.ts';
import { mongoConnection } from '../../../shared/adapters/mongodb/connection.ts';
import { mongoRevenueBook } from '../../../shared/adapters/mongodb/revenue-book.ts';
import { serverUnderTest } from '../../contract/mongodb-server/server-under-test.ts';
import { aReport } from '../../support/builders/a-window-record.ts';

const now = Date.UTC(2026, 10, 25, 21, 10);
const windowMs = 6 * 3_600_000;
const items = makePowerTrade({ now });
const server = serverUnderTest();
const share = (holds: (item: PowerItem) => boolean) => items.filter(holds).length / items.length;

describe('the sold power of the sample', () => {
  it('is the same for the same seed and time', () => {
    expect(makePowerTrade({ now })).toEqual(items);
    expect(makePowerTrade({ now, seed: 1 })).not.toEqual(items);
  });

  it('is 5,000 sales in the two days before, some refused, unreadable or late', () => {
    expect(items).toHaveLength(5_000);
    expect(new Set(items.map(({ document }) => document._id.toHexString())).size).toBe(5_000);
    expect(items.every(({ at }) => at < now && at >= now - 8 * windowMs)).toBe(true);
    expect(share(({ document }) => document.status === 'fulfilled')).toBeGreaterThan(0.85);
    expect(share(({ document }) => document.status === 'failed')).toBeGreaterThan(0.02);
    expect(share(({ amountMinor }) => amountMinor === undefined)).toBeGreaterThan(0.005);
    expect(share(({ isLate }) => isLate)).toBeGreaterThan(0.01);
  });

  it('writes amounts in every form', () => {
    const kinds = new Set(
      items.map(({ document: { amount } }) =>
        typeof amount === 'object'
          ? ((amount as { _bsontype?: string } | null)?._bsontype ?? 'other')
          : typeof amount,
      ),
    );
    expect([...kinds].sort()).toEqual(['Decimal128', 'Double', 'Int32', 'Long', 'number', 'other', 'string']);
  });

  it('comes to what a calculation by hand says, in each window', async () => {
    const database = server.db.databaseName;
    await server.db
      .collection('power_transaction_items')
      .insertMany(items.map(({ document }) => ({ ...document })));
    const uri = `mongodb://${server.client.options.hosts[0]}`;
    const connection = mongoConnection(
      { database, maxPoolSize: 1 },
      async () => process.env.MONGODB_URI ?? uri,
    );
    const book = mongoRevenueBook(connection, aReport({ database }));
    for (let endAt = Math.floor(now / windowMs) * windowMs; endAt > now - 7 * windowMs; endAt -= windowMs) {
      const figures = await book.figures({ startAt: endAt - windowMs, endAt });
      const expected = expectedRevenue(items, endAt - windowMs, endAt, { withLate: false });
      expect(expected.count).toBeGreaterThan(50);
      expect(BigInt(figures.totalMinor)).toBe(expected.totalMinor);
      expect([figures.count, figures.unreadable]).toEqual([expected.count, expected.unreadable]);
      expect(
        Object.fromEntries(figures.byUtility.map(({ name, totalMinor }) => [name, BigInt(totalMinor)])),
      ).toEqual(expected.byUtility);
    }
    await connection.close();
  });
});
