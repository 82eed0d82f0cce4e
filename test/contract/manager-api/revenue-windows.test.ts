import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { readRevenueWindows } from '../../../shared/manager/revenue-routes.ts';
import { reportedFact } from '../../../shared/revenue/facts.ts';
import { aReport, aWindowRecord, someFigures } from '../../support/builders/a-window-record.ts';
import { startManagerStack } from './manager-stack.ts';

const route = 'read-revenue-windows';
const counted = { totalMinor: 0, count: 4, byUtility: [], isCountOnly: true };
const records = [
  aWindowRecord('2025-05-29T00:00:00Z'),
  aWindowRecord('2025-05-29T06:00:00Z', { figures: someFigures(counted) }),
  aWindowRecord('2025-05-29T12:00:00Z', { figures: someFigures({ totalMinor: 123_456, unreadable: 2 }) }),
];

describe('the six-hourly revenue', () => {
  let stack: Awaited<ReturnType<typeof startManagerStack>>;
  beforeAll(async () => {
    stack = await startManagerStack();
    for (const own of records) {
      const fact = reportedFact(aReport(), own, { windows: [own], late: [] }, own.endAt);
      await stack.revenue.save({ reported: [own], corrected: [], fact });
    }
  });
  afterAll(() => stack.stop());

  const read = async (query: Record<string, string>) => {
    const answer = await stack.call(route, { query: { report: 'power', ...query } });
    if (answer.status === 200)
      expect(z.safeParse(readRevenueWindows.answer.schema, answer.body).error).toBeUndefined();
    return answer;
  };
  const startsOf = ({ body }: { body: { windows: { window_start: string }[] } }) =>
    body.windows.map(({ window_start }) => window_start.slice(8, 13));

  it('is told with the latest window first', async () => {
    const { status, body } = await read({});
    expect(status).toBe(200);
    expect(body).toEqual({
      next_cursor: null,
      windows: [
        {
          report: 'power',
          period: 'afternoon',
          window_start: '2025-05-29T12:00:00.000Z',
          window_end: '2025-05-29T18:00:00.000Z',
          currency_symbol: '₦',
          total_revenue: 1234.56,
          transaction_count: 2,
          revenue_by_utility: [{ utility: 'IKEDC', revenue: 1500, transactions: 2 }],
          unreadable_amounts: 2,
          is_count_only: false,
          reported_at: '2025-05-29T18:00:00.000Z',
          corrected_at: null,
          corrections: 0,
        },
        expect.objectContaining({ period: 'morning', total_revenue: null, is_count_only: true }),
        expect.objectContaining({ period: 'night', total_revenue: 1500 }),
      ],
    });
  });

  it('is of the windows that begin between two times', async () => {
    expect(startsOf(await read({ from: '2025-05-29T06:00:00Z' }))).toEqual(['29T12', '29T06']);
    expect(startsOf(await read({ to: '2025-05-29T12:00:00Z' }))).toEqual(['29T06', '29T00']);
    expect(
      startsOf(await read({ from: '2025-05-29T09:00:00+03:00', to: '2025-05-29T06:00:00.001Z' })),
    ).toEqual(['29T06']);
    expect(startsOf(await read({ from: '2025-05-29', to: '2025-05-30' }))).toHaveLength(3);
    expect(startsOf(await read({ from: '2025-05-30' }))).toEqual([]);
  });

  it('comes in pages', async () => {
    const first = await read({ limit: '2' });
    expect(startsOf(first)).toEqual(['29T12', '29T06']);
    const second = await read({ limit: '2', cursor: first.body.next_cursor });
    expect(startsOf(second)).toEqual(['29T00']);
    expect(second.body.next_cursor).toBeNull();
  });

  it('is of another report when that is asked for', async () => {
    expect((await read({ report: 'water' })).body).toEqual({ windows: [], next_cursor: null });
  });

  it.each([
    [{ report: 'gas' }, 'report', 'expected one of power, water'],
    [{ limit: '0' }, 'limit', 'expected a whole number from 1 to 200'],
    [{ limit: '201' }, 'limit', 'expected a whole number from 1 to 200'],
    [{ limit: 'ten' }, 'limit', 'expected a whole number from 1 to 200'],
    [{ from: 'yesterday' }, 'from', 'expected a time such as 2026-01-31T06:00:00Z, or a day'],
    [{ to: '2025-13-01' }, 'to', 'expected a time such as 2026-01-31T06:00:00Z, or a day'],
    [{ from: '2025-05-29', to: '2025-05-29' }, 'to', 'expected a time after from'],
    [{ cursor: 'elsewhere' }, 'cursor', 'expected the next_cursor of an earlier answer'],
    [{ fleet: 'x' }, 'fleet', 'is not known here'],
  ])('says which field is wrong in %j', async (query: Record<string, string>, field, message) => {
    expect(await read(query)).toMatchObject({ status: 422, body: { errors: [{ field, message }] } });
  });

  it('asks which report is meant where there are several', async () => {
    const answer = await stack.call(route, { query: {} });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'report' }] } });
  });

  it('is for admins', async () => {
    const claims = { sub: 'otieno', roles: '[manager]', fleets: '[fleet-1]' };
    expect(await stack.call(route, { query: { report: 'power' }, claims })).toMatchObject({ status: 403 });
  });
});
