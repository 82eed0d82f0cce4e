import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { sideBySide } from '../../shared/kernel/side-by-side.ts';
import { darajaFixture } from '../support/daraja-fixture.ts';
import { eventually, type RunningSalio, salioProcess, startLimitMs } from '../support/running-salio.ts';

jest.setTimeout(startLimitMs + 240_000);

let salio: RunningSalio;

beforeAll(async () => {
  salio = await salioProcess();
  await salio.start();
}, startLimitMs + 30_000);

afterAll(() => salio?.close(), 40_000);

const count = 400;
const killAfter = 150;
const accountedForWithinMs = 150_000;
const numbers = Array.from({ length: count }, (_, at) => String(at).padStart(4, '0'));
const phoneOf = (number: string) => `25470001${number}`;

it('loses and doubles nothing when it is killed in the middle', async () => {
  await salio.operations().collection('payments').deleteMany({});
  await salio.book(
    ...numbers.map((number) => ({
      _id: `kill-${number}`,
      amount: 100,
      reference: `KILL-${number}`,
      payerPhone: phoneOf(number),
    })),
  );
  const hook = (await salio.hooks()).get('600111') ?? '';
  const confirmation = darajaFixture('c2b-confirmation-v1-legacy-clear') as object;
  const answered = new Set<string>();
  const post = async (number: string) => {
    const body = {
      ...confirmation,
      TransID: `UJEKILL${number.slice(1)}`,
      BillRefNumber: `KILL-${number}`,
      TransAmount: '100.00',
      MSISDN: phoneOf(number),
    };
    const { status } = await salio.request('POST', `${hook}/c2b/confirmation`, body);
    if (status === 200) answered.add(number);
  };

  let killing: Promise<void> | undefined;
  await sideBySide(numbers, 8, async (number) => {
    await post(number).catch(() => undefined);
    if (answered.size >= killAfter) killing ??= salio.kill();
  });
  await killing;
  expect(answered.size).toBeGreaterThanOrEqual(killAfter);
  expect(answered.size).toBeLessThan(count);

  const startedAt = Date.now();
  await salio.start();
  await sideBySide(
    numbers.filter((number) => !answered.has(number)),
    8,
    post,
  );
  expect(answered.size).toBe(count);
  const found = await sideBySide(numbers, 8, (number) =>
    eventually(
      () => salio.payment(`kill-${number}`),
      ({ reconciliation }) => reconciliation.status === 'matched',
      startedAt + accountedForWithinMs - Date.now(),
    ),
  );
  expect(
    found.map(({ payment, reconciliation, transactions, audit }) => ({
      id: payment.id,
      status: reconciliation.status,
      received: reconciliation.amountReceived,
      receipts: transactions.map(({ receipt }) => receipt),
      events: audit.length,
    })),
  ).toEqual(
    numbers.map((number) => ({
      id: `kill-${number}`,
      status: 'matched',
      received: 100,
      receipts: [`UJEKILL${number.slice(1)}`],
      events: 1,
    })),
  );
});

it('asks M-Pesa about what is stuck, and never tells a secret or a whole number in its logs', async () => {
  const tenMinutesAgo = new Date(Date.now() - 10 * 60_000);
  const stuck = { amount: 50, status: 'processing', createdAt: tenMinutesAgo, updatedAt: tenMinutesAgo };
  await salio.book(
    { ...stuck, _id: 'stuck-push', checkoutRequestId: 'ws_CO_14102026101530123700010001' },
    { ...stuck, _id: 'stuck-receipt', mpesaReceipt: 'UJESTUCK01' },
  );
  const run = (schedule: string) => salio.request('POST', `/local/schedules/${schedule}/run`, {});
  const asked = await eventually(
    async () => {
      await run('watch-payments');
      await run('sweep-stuck');
      return JSON.stringify((await salio.request('GET', '/local/mpesa/requests')).body);
    },
    (requests) => requests.includes('stkpushquery') && requests.includes('transactionstatus'),
    60_000,
  );
  expect(asked).toContain('stkpushquery');
  expect(asked).toContain('transactionstatus');

  const logs = await salio.logs();
  const names = ['reconcile-notice', 'query-status', 'sweep-stuck', 'watch-payments', 'read-payment'];
  expect([...logs.keys()]).toEqual(
    expect.arrayContaining([...names.map((name) => `${name}.log`), 'the process itself']),
  );
  const secrets = await salio.secrets();
  expect(secrets.length).toBeGreaterThan(10);
  for (const [name, text] of logs) {
    expect([name, personalIn(text)]).toEqual([name, []]);
    expect([name, secrets.filter((secret) => text.includes(secret)).length]).toEqual([name, 0]);
  }
});

it('would find them', () => {
  const line = `to 254700010001 by ws_CO_14102026101530123700010001 at /hooks/${'0a'.repeat(24)}/stk, eyJ0.eyJ1.c2ln`;
  expect(personalIn(line)).toHaveLength(4);
});

/** Whole phone numbers, ids that end with one, tokens of callback URLs and of people. */
const personalIn = (text: string): readonly string[] =>
  [
    /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g,
    /(?<!\d)2547\d{8}(?!\d)/g,
    /ws_CO_\d{20,}/g,
    /(?<![0-9a-f])[0-9a-f]{48}(?![0-9a-f])/g,
  ].flatMap((pattern) => text.match(pattern) ?? []);
