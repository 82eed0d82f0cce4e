import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mongoRevenueBooks } from '../../../shared/adapters/mongodb/revenue-book.ts';
import { Unavailable } from '../../../shared/kernel/unavailable.ts';
import { aReport } from '../../support/builders/a-window-record.ts';
import { openRevenue } from './revenue-harness.ts';

const startAt = Date.UTC(2025, 4, 29, 12);
const window = { startAt, endAt: startAt + 6 * 3_600_000 };

let revenue: Awaited<ReturnType<typeof openRevenue>>;
beforeAll(async () => {
  revenue = await openRevenue();
});
afterAll(() => revenue.close());
beforeEach(() => revenue.empty());

describe('the layout of a report', () => {
  it('may be another: collection, status, time, amount and utility in nested documents', async () => {
    await revenue.collection('tokens').insertMany([
      { state: 'DONE', at: { sold: new Date(startAt) }, sum: { total: '2,000.00' }, disco: { code: 'PHED' } },
      { state: 'OPEN', at: { sold: new Date(startAt) }, sum: { total: 1 }, disco: { code: 'PHED' } },
    ]);
    const book = revenue.bookOf({
      ...{ collection: 'tokens', statusField: 'state', fulfilledValue: 'DONE', timeField: 'at.sold' },
      ...{ amountField: 'sum.total', utilityField: 'disco.code' },
    });
    expect(await book.figures(window)).toMatchObject({
      totalMinor: 200_000,
      count: 1,
      byUtility: [{ name: 'PHED', totalMinor: 200_000, count: 1 }],
    });
  });

  it('takes a utility that is no text as it prints, and none as unknown', async () => {
    const item = { status: 'fulfilled', amount: 1, createdAt: new Date(startAt) };
    await revenue.items.insertMany([
      { ...item, utility: 7 },
      { ...item, utility: null },
      { ...item },
      { ...item, utility: { name: 'AEDC' } },
    ]);
    const { byUtility } = await revenue.bookOf().figures(window);
    expect(byUtility).toEqual([
      { name: 'Unknown', totalMinor: 300, count: 3 },
      { name: '7', totalMinor: 100, count: 1 },
    ]);
  });

  it.each([
    ['2025-05-29T12:00:00Z', true],
    ['2025-05-29T17:59:59.999Z', true],
    ['2025-05-29T18:00:00Z', false],
    ['2025-05-29T11:59:59.999Z', false],
    ['2025-05-29T12:00', true],
    ['2025-05-29T15:00:00+03:00', true],
    ['2025-05-29T20:59:59.999+0300', true],
    ['2025-05-29T21:00:00+03:00', false],
    ['2025-05-30T02:30:00+14:00', true],
    ['2025-05-29', false],
    ['29/05/2025 13:00', false],
    ['', false],
  ])('reads the time %s', async (createdAt, isInside) => {
    await revenue.items.insertOne({ status: 'fulfilled', amount: 1, utility: 'IKEDC', createdAt });
    expect(await revenue.bookOf().count(window)).toBe(isInside ? 1 : 0);
    expect((await revenue.bookOf().figures(window)).count).toBe(isInside ? 1 : 0);
  });

  it('takes no time that is neither a date nor text', async () => {
    const item = { status: 'fulfilled', amount: 1, utility: 'IKEDC' };
    await revenue.items.insertMany([{ ...item, createdAt: startAt }, { ...item, createdAt: null }, item]);
    expect(await revenue.bookOf().count(window)).toBe(0);
  });
});

describe('a database that cannot be had', () => {
  const failureOf = async (secret: unknown) => {
    const book = mongoRevenueBooks(async () => secret)(aReport());
    const error: unknown = await book.figures(window).catch((failure: unknown) => failure);
    return { error, text: `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}` };
  };

  it.each([undefined, {}, { connection_string: 5 }, 'mongodb://njeri:hunter2@host'])(
    'is told with the name of the secret, not with what it holds (%#)',
    async (secret) => {
      const { error, text } = await failureOf(secret);
      expect(error).toBeInstanceOf(Unavailable);
      expect(text).toContain('the secret transaction-alerts/mongodb-connection');
      expect(text).not.toContain('hunter2');
    },
  );

  it.each([
    'mongodb://njeri:hunter2@127.0.0.1:1/?serverSelectionTimeoutMS=100',
    'mongodb://njeri:hunter2@',
    'mongodb://njeri:hunter2@host:port',
    'mongodb://njeri:hunter2@host:99999999/',
    'hunter2',
    'mongodb+srv://njeri:hunter2@',
    'mongodb://njeri:hunter2@ho st/',
    'mongodb://njeri:hun%ter2@host/',
  ])('never repeats its connection string (%#)', async (connection_string) => {
    const { error, text } = await failureOf({ connection_string });
    expect(error).toBeInstanceOf(Unavailable);
    expect(text).not.toMatch(/hunter2|hun%ter2|njeri/);
  });
});
