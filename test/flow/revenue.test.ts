import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Decimal128, Double, Long } from 'mongodb';
import { type RunningSalio, salioProcess } from '../support/running-salio.ts';

jest.setTimeout(90_000);

let salio: RunningSalio;
let admin = '';

beforeAll(async () => {
  salio = await salioProcess();
  await salio.start();
  await salio.operations().collection('power_transaction_items').deleteMany({});
  admin = await salio.token({ sub: 'flow', roles: ['admin'] });
}, 120_000);

afterAll(() => salio?.close(), 40_000);

const items = () =>
  salio.operations().collection<{ _id: string; [field: string]: unknown }>('power_transaction_items');
const sell = (_id: string, amount: unknown, time: string, more: Record<string, unknown> = {}) =>
  items().insertOne({
    ...{ _id, amount, status: 'fulfilled', utility: 'IKEDC', createdAt: new Date(`2025-05-${time}Z`) },
    ...more,
  });
const fire = (time: string) =>
  salio.request('POST', '/local/schedules/report-revenue/run', { time: `2025-05-${time}:00:00Z` });

async function windows(): Promise<readonly Record<string, unknown>[]> {
  const path = '/api/v1/analytics/revenue/windows?from=2025-05-01&to=2025-06-01';
  const { status, body } = await salio.request('GET', path, undefined, admin);
  expect(status).toBe(200);
  return (body as { readonly windows: readonly Record<string, unknown>[] }).windows;
}

describe('the revenue of six hours', () => {
  it('is reported once, to the cent and the millisecond, however often the schedule fires', async () => {
    await sell('before', 9, '29T11:59:59.999');
    await sell('first', '1,500.00', '29T12:00:00.000');
    await sell('naira', '₦1500', '29T13:00:00.000', { utility: 'EKEDC' });
    await sell('spaced', 'NGN 1 500.50', '29T14:00:00.000');
    await sell('long', Long.fromNumber(7), '29T14:00:00.001', { utility: 'AEDC' });
    await sell('double', new Double(0.1 + 0.2), '29T15:00:00.000', { utility: 'AEDC' });
    await sell('decimal', Decimal128.fromString('0.01'), '29T17:59:59.999', { utility: 'AEDC' });
    await sell('text time', 1, '', { createdAt: '2025-05-29T20:59:59.999+03:00' });
    await sell('bad', 'soon', '29T13:00:00.000');
    await sell('late', 1200, '29T17:58:00.000', { status: 'processing' });
    await sell('after', 9, '29T18:00:00.000');
    const answers = await Promise.all(Array.from({ length: 5 }, () => fire('29T18')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await windows()).toMatchObject([
      {
        period: 'afternoon',
        window_start: '2025-05-29T12:00:00.000Z',
        total_revenue: 4508.81,
        transaction_count: 7,
        unreadable_amounts: 1,
        corrections: 0,
        revenue_by_utility: [
          { utility: 'IKEDC', revenue: 3001.5, transactions: 3 },
          { utility: 'EKEDC', revenue: 1500, transactions: 1 },
          { utility: 'AEDC', revenue: 7.31, transactions: 3 },
        ],
      },
    ]);
    const told = answers.flatMap(
      ({ body }) => (body as { result: { reports: { reported: number }[] } }).result.reports,
    );
    expect(told.map(({ reported }) => reported).sort()).toEqual([0, 0, 0, 0, 1]);
  });

  it('is corrected by the next run when a token came late, once', async () => {
    await items().updateOne({ _id: 'late' }, { $set: { status: 'fulfilled' } });
    for (let times = 0; times < 3; times++) await fire('30T00');
    const [evening, afternoon] = await windows();
    expect(evening).toMatchObject({ period: 'evening', total_revenue: 9, transaction_count: 1 });
    expect(afternoon).toMatchObject({ total_revenue: 5708.81, transaction_count: 8, corrections: 1 });
  });

  it('of missed windows comes with the next run', async () => {
    expect(await fire('30T18')).toMatchObject({
      status: 200,
      body: { result: { reports: [{ report: 'power', reported: 3, corrected: 0 }] } },
    });
    expect((await windows()).map(({ period }) => period)).toEqual([
      ...['afternoon', 'morning', 'night', 'evening', 'afternoon'],
    ]);
  });

  it('is only counted where it cannot be added up', async () => {
    await sell('huge', '90,000,000,000,000', '30T19:00:00.000');
    await sell('as huge', '90,000,000,000,000', '30T20:00:00.000');
    expect((await fire('31T00')).status).toBe(200);
    expect((await windows())[0]).toMatchObject({
      total_revenue: null,
      is_count_only: true,
      transaction_count: 2,
    });
  });

  it('is for admins', async () => {
    const path = '/api/v1/analytics/revenue/windows';
    expect((await salio.request('GET', path)).status).toBe(401);
    const manager = await salio.token({ sub: 'm', roles: ['manager'], fleets: ['acme-nairobi'] });
    expect((await salio.request('GET', path, undefined, manager)).status).toBe(403);
  });
});
