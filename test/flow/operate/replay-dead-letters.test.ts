import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { sqsDeadLetters, sqsMessageSink } from '../../../shared/adapters/sqs/dead-letters.ts';
import { sideBySide } from '../../../shared/kernel/side-by-side.ts';
import type { DeadLetters, Message } from '../../../shared/repair/dead-letters.ts';
import { darajaFixture } from '../../support/daraja-fixture.ts';
import { askCommand, localQueues, runCommandOn, startCommand } from '../../support/operator-command.ts';
import { eventually, type RunningSalio, salioProcess, startLimitMs } from '../../support/running-salio.ts';

jest.setTimeout(startLimitMs + 240_000);

const count = 1_000;
const applied = 500;
const repeated = 60;
const decidedWithinMs = 120_000;
const numbers = Array.from({ length: count }, (_, at) => String(at).padStart(4, '0'));
const confirmation = darajaFixture('c2b-confirmation-v1-legacy-clear') as object;
const bodyOf = (number: string) => ({
  ...confirmation,
  TransID: `UJEDLQ${number}`,
  BillRefNumber: `DLQ-${number}`,
  TransAmount: '100.00',
  MSISDN: `25470003${number}`,
});

let salio: RunningSalio;
let deadLetters: DeadLetters;
let put: (messages: readonly Message[]) => Promise<void>;

beforeAll(async () => {
  salio = await salioProcess();
  await salio.start();
  await salio.operations().collection('payments').deleteMany({});
  const { sqs, urlOf } = await localQueues(salio.stateDir);
  const url = urlOf('payment-notices-dead-letters');
  deadLetters = sqsDeadLetters(url, sqs);
  put = (messages) => sqsMessageSink(url, sqs).send(messages);
}, startLimitMs + 30_000);

afterAll(() => salio?.close(), 40_000);

it('doubles nothing of a thousand callbacks of which half were applied before, killed half-way and run again', async () => {
  await salio.book(
    ...numbers.map((number) => ({
      _id: `dlq-${number}`,
      amount: 100,
      reference: `DLQ-${number}`,
      payerPhone: `25470003${number}`,
    })),
  );
  const hook = (await salio.hooks()).get('600111') ?? '';
  await sideBySide(numbers.slice(0, applied), 8, (number) =>
    salio.request('POST', `${hook}/c2b/confirmation`, bodyOf(number)),
  );
  await allMatched(numbers.slice(0, applied));

  const token = hook.split('/').at(-1) ?? '';
  const letterOf = (number: string): Message => ({
    body: JSON.stringify(bodyOf(number)),
    attributes: {
      channel: 'c2b/confirmation',
      token,
      request_id: `request-${number}`,
      received_at: String(Date.now()),
      source_ip: '196.201.214.200',
    },
  });
  const twice = numbers.filter((_, at) => at % Math.ceil(count / repeated) === 0);
  await put([...numbers, ...twice].map(letterOf));

  const wish = [
    'replay',
    'payment-notices',
    '--stage',
    'local',
    '--why',
    'MongoDB was away',
    '--by',
    'amina',
  ];
  const dryRun = await startCommand(salio.stateDir, 'dlq', ...wish).ended;
  expect([dryRun.status, dryRun.said]).toEqual([0, expect.stringMatching(/^Would put 1059 messages/)]);
  expect(await depth()).toBe(count + twice.length);

  const { child, ended } = startCommand(salio.stateDir, 'dlq', ...wish, '--yes');
  await eventually(depth, (left) => left < 700, 60_000);
  child.kill('SIGKILL');
  await ended;
  const left = await depth();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(700);

  const again = await startCommand(salio.stateDir, 'dlq', ...wish, '--yes').ended;
  expect([again.status, again.complained]).toEqual([0, '']);
  expect(await depth()).toBe(0);
  await allMatched(numbers);
  expect(
    await eventually(
      () => waiting('payment-notices'),
      (none) => none === 0,
      decidedWithinMs,
    ),
  ).toBe(0);
  const found = await sideBySide(numbers, 8, (number) => salio.payment(`dlq-${number}`));
  expect(found.map(factsOf)).toEqual(
    numbers.map((number, at) => ({
      id: `dlq-${number}`,
      received: 100,
      receipts: [`UJEDLQ${number}`],
      audit: [at < applied ? { by: 'system', why: null } : { by: 'amina', why: 'MongoDB was away' }],
    })),
  );
  expect(await depth()).toBe(0);
});

it('is told in the log of what operators did, also of the run that was killed', async () => {
  const told = await askCommand<Record<string, unknown>>(salio.stateDir, 'audit');
  expect(told).toMatchObject({
    chain: 'whole',
    total: 2,
    actions: [
      { command: 'dlq replay', by: 'amina', why: 'MongoDB was away', outcome: 'done' },
      { command: 'dlq replay', by: 'amina', outcome: 'broken off, or under way', count: 1_059 },
    ],
  });
});

it('says that nothing is left', async () => {
  const list = await runCommandOn(salio.stateDir, 'dlq', 'list');
  expect([list.status, list.said]).toEqual([0, expect.stringContaining('No dead letters on stage local')]);
  const replay = await runCommandOn(
    salio.stateDir,
    'dlq',
    'replay',
    'payment-notices',
    '--yes',
    '--why',
    'x',
  );
  expect([replay.status, replay.said]).toEqual([0, expect.stringContaining('is empty: nothing to replay')]);
});

const factsOf = ({
  payment,
  reconciliation,
  transactions,
  audit,
}: Awaited<ReturnType<typeof salio.payment>>) => ({
  id: payment.id,
  received: reconciliation.amountReceived,
  receipts: transactions.map(({ receipt }) => receipt),
  audit: audit.map(({ by, why }) => ({ by, why })),
});

async function depth(): Promise<number> {
  const { waiting: free, held } = await deadLetters.depth();
  return free + held;
}

async function waiting(queue: string): Promise<number> {
  const { body } = await salio.request('GET', '/local/status');
  const { queues } = body as {
    readonly queues: Readonly<Record<string, { readonly visible: number; readonly in_flight: number }>>;
  };
  const { visible = 0, in_flight = 0 } = queues[queue] ?? {};
  return visible + in_flight;
}

async function allMatched(those: readonly string[]): Promise<void> {
  const deadline = Date.now() + decidedWithinMs;
  const found = await sideBySide(those, 8, (number) =>
    eventually(
      () => salio.payment(`dlq-${number}`),
      ({ reconciliation }) => reconciliation.status === 'matched',
      deadline - Date.now(),
    ),
  );
  expect(found.filter(({ reconciliation }) => reconciliation.status !== 'matched')).toEqual([]);
}
