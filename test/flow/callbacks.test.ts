import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { darajaFixture } from '../support/daraja-fixture.ts';
import { eventually, type RunningSalio, salioProcess, startLimitMs } from '../support/running-salio.ts';

// Longer than anything is waited for, so that what was found instead is shown.
jest.setTimeout(90_000);

let salio: RunningSalio;
let hooks: ReadonlyMap<string, string>;

beforeAll(async () => {
  salio = await salioProcess();
  await salio.start();
  // The sample's two days would only take time from what is tested.
  await salio.operations().collection('payments').deleteMany({});
  hooks = await salio.hooks();
}, startLimitMs + 30_000);

afterAll(() => salio?.close(), 40_000);

const accepted = { status: 200, body: { ResultCode: 0, ResultDesc: 'Accepted' } };
const confirmation = darajaFixture('c2b-confirmation-v1') as Readonly<Record<string, string>>;
const confirmationOf = (TransID: string, BillRefNumber: string, TransAmount: string) => ({
  ...confirmation,
  TransID,
  BillRefNumber,
  TransAmount,
});

const post = (channel: string, body: unknown, shortcode = '600111') =>
  salio.request('POST', `${hooks.get(shortcode)}/${channel}`, body);

/** Reasons told so far of callbacks on this channel. */
async function quarantined(channel: string): Promise<readonly unknown[]> {
  const lines = ((await salio.logs()).get('reconcile-notice.log') ?? '').split('\n');
  return lines
    .filter((line) => line.includes('callback quarantined'))
    .map((line) => JSON.parse(line) as { readonly channel: string; readonly reason: string })
    .filter((told) => told.channel === channel)
    .map(({ reason }) => reason);
}

const quarantinedTimes = (channel: string, count: number) =>
  eventually(
    () => quarantined(channel),
    (reasons) => reasons.length >= count,
  );

/** As the schedule does each minute. */
async function watch(): Promise<void> {
  expect((await salio.request('POST', '/local/schedules/watch-payments/run', {})).status).toBe(200);
}

/** No message waits or is worked on. */
async function quiet(): Promise<void> {
  const waiting = async () => {
    const { body } = await salio.request('GET', '/local/status');
    const { queues } = body as {
      readonly queues: Readonly<Record<string, { readonly visible: number; readonly in_flight: number }>>;
    };
    return Object.values(queues).reduce((sum, { visible, in_flight }) => sum + visible + in_flight, 0);
  };
  for (let idle = 0; idle < 3; idle++) expect(await eventually(waiting, (count) => count === 0)).toBe(0);
}

describe('a payment by STK', () => {
  it('is matched by its callback', async () => {
    await salio.book({
      _id: 'stk-paid',
      amount: 1500,
      checkoutRequestId: 'ws_CO_14102026101530123700000111',
    });
    expect(await post('stk', darajaFixture('stk-success'))).toEqual(accepted);
    expect(await salio.paymentOnce('stk-paid', 'matched')).toMatchObject({
      reconciliation: { status: 'matched', issues: [], assurance: 'notice', amountReceived: 1500 },
      transactions: [{ receipt: 'UJE4K7X2QA', amount: 1500, allocated: 1500, sources: ['stk'] }],
      attempts: [{ outcome: 'succeeded' }],
      audit: [{ version: 1, by: 'system' }],
    });
  });

  it.each([
    ['stk-cancelled', 'ws_CO_14102026102001456700000333', /cancel/i],
    ['stk-timeout', 'ws_CO_14102026102230789700000444', /answer|respon|reach/i],
    ['stk-insufficient', 'ws_CO_14102026102501120700000555', /balance|money|funds/i],
    ['stk-wrong-pin', 'ws_CO_14102026102740510700000666', /PIN/],
  ])('fails in words with %s', async (fixture, checkoutRequestId, words) => {
    await salio.book({ _id: fixture, amount: 700, checkoutRequestId });
    expect(await post('stk', darajaFixture(fixture))).toEqual(accepted);
    expect(await salio.paymentOnce(fixture, 'failed')).toMatchObject({
      reconciliation: { status: 'failed', issues: [], amountReceived: 0 },
      transactions: [],
      attempts: [{ outcome: 'failed', reason: expect.stringMatching(words), sources: ['stk'] }],
      audit: [{ version: 1 }],
    });
  });

  it('counts once when a C2B confirmation tells of it as well', async () => {
    await salio.book({ _id: 'twice-told', amount: 1500, checkoutRequestId: 'ws_CO_twice700000111' });
    const callback = JSON.stringify(darajaFixture('stk-success'))
      .replace('ws_CO_14102026101530123700000111', 'ws_CO_twice700000111')
      .replace('UJE4K7X2QA', 'UJETWICE01');
    await Promise.all([
      post('stk', callback),
      post('c2b/confirmation', confirmationOf('UJETWICE01', 'anything', '1500.00')),
    ]);
    const corroborated = await eventually(
      () => salio.payment('twice-told'),
      ({ reconciliation }) => reconciliation.assurance === 'corroborated',
    );
    expect(corroborated).toMatchObject({
      reconciliation: { status: 'matched', assurance: 'corroborated', amountReceived: 1500 },
      transactions: [{ receipt: 'UJETWICE01', sources: ['c2b', 'stk'] }],
    });
  });
});

describe('a payment by C2B', () => {
  it.each([
    ['c2b-confirmation-v1-legacy-clear', '600111', { amount: 10, reference: '0041' }],
    ['c2b-confirmation-org-transfer', '600111', { amount: 15_000, reference: 'ACC77' }],
    [
      'c2b-confirmation-till',
      '9000111',
      { amount: 300, shortcode: '9000111', mpesaReceipt: 'UJE9G7H1JK', status: 'completed' },
    ],
  ])('is matched by %s', async (fixture, shortcode, booked) => {
    await salio.book({ _id: fixture, ...booked });
    expect(await post('c2b/confirmation', darajaFixture(fixture), shortcode)).toEqual(accepted);
    const { TransID } = darajaFixture(fixture) as { readonly TransID: string };
    expect(await salio.paymentOnce(fixture, 'matched')).toMatchObject({
      reconciliation: { status: 'matched', issues: [], assurance: 'notice', amountReceived: booked.amount },
      transactions: [{ receipt: TransID, sources: ['c2b'] }],
      audit: [{ version: 1 }],
    });
  });

  it('is found under a reference typed in another way as soon as the payment was seen in MongoDB', async () => {
    await salio.book({ _id: 'typed', amount: 750.25, reference: 'INV-00418' });
    expect(await post('c2b/confirmation', darajaFixture('c2b-confirmation-v2-masked'))).toEqual(accepted);
    await watch();
    expect(await salio.paymentOnce('typed', 'matched')).toMatchObject({
      reconciliation: { status: 'matched', issues: [], amountReceived: 750.25 },
      transactions: [{ receipt: 'UJE8C4D6EF', sources: ['c2b'] }],
    });
  });

  it('is verified once M-Pesa has answered a question about it; an error to another question harms nothing', async () => {
    await salio.book({ _id: 'verified', amount: 1200, reference: 'INV-00417' });
    expect(await post('c2b/confirmation', confirmation)).toEqual(accepted);
    await salio.paymentOnce('verified', 'matched');
    const id = 'd'.repeat(32);
    expect(await post(`status/${id}/result`, darajaFixture('status-result'))).toEqual(accepted);
    expect(await post(`status/${id}/result`, darajaFixture('status-error'))).toEqual(accepted);
    const verified = await eventually(
      () => salio.payment('verified'),
      ({ reconciliation }) => reconciliation.assurance === 'verified',
    );
    expect(verified).toMatchObject({
      reconciliation: { status: 'matched', assurance: 'verified', amountReceived: 1200 },
      transactions: [{ receipt: 'UJE6T1W9ZB', sources: ['status', 'c2b'] }],
    });
  });

  it('is one transaction and one audit event, though told of a hundred times at once', async () => {
    await salio.book({ _id: 'hundred', amount: 640, reference: 'HUNDRED-1' });
    const body = confirmationOf('UJEHUNDRED', 'HUNDRED-1', '640.00');
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => post('c2b/confirmation', body).then(({ status }) => status)),
    );
    expect(answers).toEqual(Array.from({ length: 100 }, () => 200));
    await quiet();
    expect(await salio.payment('hundred')).toMatchObject({
      reconciliation: { status: 'matched', version: 1, amountReceived: 640 },
      transactions: [{ receipt: 'UJEHUNDRED', allocated: 640 }],
      audit: [{ version: 1 }],
    });
  });

  it('is matched by its reference alone when nobody knows its partner', async () => {
    await salio.book({ _id: 'stranger', amount: 90, reference: 'STRANGE-9', partnerId: 'nobody' });
    await post('c2b/confirmation', confirmationOf('UJESTRANGE', 'STRANGE-9', '90.00'));
    expect((await salio.paymentOnce('stranger', 'matched')).reconciliation).toMatchObject({
      status: 'matched',
      issues: [],
    });
  });

  it('is asked for before it is made, and accepted', async () => {
    expect(await post('c2b/validation', darajaFixture('c2b-validation'))).toMatchObject({
      status: 200,
      body: { ResultCode: '0', ResultDesc: 'Accepted' },
    });
  });
});

describe('a callback that is not what its URL is for', () => {
  it.each([
    ['b2c/result', 'b2c-result', 'unknown_channel'],
    ['b2c/error', 'b2c-error', 'unknown_channel'],
    ['b2c/timeout', 'b2c-timeout', 'unknown_channel'],
    ['balance/result', 'balance-result', 'unknown_channel'],
    ['reversal/result', 'reversal-result', 'unknown_channel'],
    ['stk', 'b2c-result', 'unknown_kind'],
    ['c2b/confirmation', 'balance-result', 'unknown_kind'],
    ['status/result', 'b2c-error', 'unknown_kind'],
  ])('is kept apart, with its reason: %s with %s', async (channel, fixture, reason) => {
    const before = (await quarantined(channel)).length;
    const neighbour = `beside-${channel}-${fixture}`.replaceAll('/', '-');
    await salio.book({ _id: neighbour, amount: 55, reference: neighbour });
    const path = channel === 'status/result' ? `status/${'e'.repeat(32)}/result` : channel;
    const [bad, good] = await Promise.all([
      post(path, darajaFixture(fixture)),
      post('c2b/confirmation', confirmationOf(receiptOf(neighbour), neighbour, '55.00')),
    ]);
    expect([bad, good]).toEqual([accepted, accepted]);
    expect((await quarantinedTimes(channel, before + 1)).slice(before)).toEqual([reason]);
    expect((await salio.paymentOnce(neighbour, 'matched')).reconciliation.status).toBe('matched');
  });

  it('is accepted and kept apart under a token that nobody has', async () => {
    const before = (await quarantined('c2b/confirmation')).length;
    await salio.book({ _id: 'no-token', amount: 20, reference: 'NOTOKEN-1' });
    const body = confirmationOf('UJENOTOKEN', 'NOTOKEN-1', '20.00');
    expect(
      await salio.request('POST', `/hooks/${'0123456789abcdef'.repeat(3)}/c2b/confirmation`, body),
    ).toEqual(accepted);
    expect((await quarantinedTimes('c2b/confirmation', before + 1)).slice(before)).toEqual(['unknown_token']);
    await quiet();
    expect(await salio.payment('no-token')).toMatchObject({
      reconciliation: { status: 'pending', amountReceived: 0 },
      transactions: [],
    });
  });
});

/** Ten characters as M-Pesa's receipts have, other for each text. */
const receiptOf = (text: string): string =>
  `U${[...text]
    .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 36 ** 9, 7)
    .toString(36)
    .toUpperCase()
    .padStart(9, '0')}`;

describe("a change in the operator's MongoDB", () => {
  it('is acted on', async () => {
    await salio.book({ _id: 'changed', amount: 500, reference: 'CHANGED-1' });
    await watch();
    await quiet();
    await post('c2b/confirmation', confirmationOf('UJECHANGED', 'CHANGED-1', '400.00'));
    expect((await salio.paymentOnce('changed', 'discrepancy')).reconciliation).toMatchObject({
      status: 'discrepancy',
      issues: [{ type: 'amount_mismatch', severity: 'high' }],
    });
    await salio
      .operations()
      .collection<{ readonly _id: string }>('payments')
      .updateOne({ _id: 'changed' }, { $set: { amount: 400, status: 'completed', updatedAt: new Date() } });
    await watch();
    expect(await salio.paymentOnce('changed', 'matched')).toMatchObject({
      reconciliation: { status: 'matched', issues: [], trigger: 'payment_changed' },
      audit: [{ version: 1 }, { version: 2 }],
    });
  });

  it('gives a new partner a callback URL, and takes it away with the partner', async () => {
    const partners = salio.operations().collection<{ readonly _id: string }>('partners');
    await partners.insertOne({
      _id: 'new-partner',
      name: 'New Partner',
      status: 'active',
      shortcodes: [{ shortcode: '600333', kind: 'paybill', expectsPayments: true, validation: 'accept_all' }],
    } as { readonly _id: string });
    const url = (await salio.hooks()).get('600333');
    expect(url).toMatch(/^\/hooks\/[0-9a-f]{48}$/);

    await salio.book({
      _id: 'of-new',
      amount: 33,
      reference: 'NEW-1',
      shortcode: '600333',
      partnerId: 'new-partner',
    });
    const paid = { ...confirmationOf('UJENEW0001', 'NEW-1', '33.00'), BusinessShortCode: '600333' };
    expect(await salio.request('POST', `${url}/c2b/confirmation`, paid)).toEqual(accepted);
    expect((await salio.paymentOnce('of-new', 'matched')).reconciliation.status).toBe('matched');

    await partners.deleteOne({ _id: 'new-partner' });
    expect([...(await salio.hooks()).keys()].sort()).toEqual([
      '174379',
      '600111',
      '600222',
      '9000111',
      '9000222',
    ]);
  });
});

describe('the manager API', () => {
  beforeAll(() => salio.book({ _id: 'asked-for', amount: 12, reference: 'ASKED-1' }));
  const path = '/api/v1/payments/asked-for';
  const stats = '/api/real-time-reconciliation/stats';
  const tokenOf = (...fleets: readonly string[]) =>
    salio.token({ sub: 'a manager', roles: ['manager'], fleets });

  it('answers nobody without a token', async () => {
    expect((await salio.request('GET', path)).status).toBe(401);
    expect((await salio.request('GET', stats)).status).toBe(401);
    expect((await salio.request('GET', path, undefined, 'not.a.token')).status).toBe(401);
  });

  it("shows a manager the own fleets' payments, and no more than that others are not there", async () => {
    expect((await salio.request('GET', path, undefined, await tokenOf('acme-nairobi'))).status).toBe(200);
    expect(await salio.request('GET', path, undefined, await tokenOf('acme-coast'))).toMatchObject({
      status: 404,
      body: { status: 404, detail: 'there is no payment asked-for' },
    });
    expect((await salio.request('GET', stats, undefined, await tokenOf('acme-nairobi'))).status).toBe(403);
  });

  it('never shows a whole number', async () => {
    expect((await salio.payment('asked-for')).payment.payerPhone).not.toMatch(/\d{7}/);
  });

  it('tells an admin what was done, and does at once what is asked by hand', async () => {
    const admin = await salio.token({ sub: 'an admin', roles: ['admin'] });
    const base = '/api/real-time-reconciliation';
    expect(
      await salio.request('POST', `${base}/session/asked-for`, { trigger: 'manual' }, admin),
    ).toMatchObject({ status: 200, body: { success: true, result: { sessionId: 'asked-for' } } });
    expect((await salio.payment('asked-for')).audit).toMatchObject([{ version: 1, by: 'an admin' }]);
    const answer = await salio.request('GET', stats, undefined, admin);
    expect(answer).toMatchObject({
      status: 200,
      body: { success: true, stats: { failedReconciliations: 0 } },
    });
    expect(
      (answer.body as { readonly stats: { readonly totalProcessed: number } }).stats.totalProcessed,
    ).toBeGreaterThan(10);
    expect(
      await salio.request('POST', `${base}/bulk`, { sessionIds: ['asked-for', 'nowhere'] }, admin),
    ).toMatchObject({
      status: 200,
      body: { results: [{ sessionId: 'asked-for' }, { sessionId: 'nowhere', error: { status: 404 } }] },
    });
  });
});
