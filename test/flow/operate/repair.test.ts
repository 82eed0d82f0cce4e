import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sqsMessageSink } from '../../../shared/adapters/sqs/dead-letters.ts';
import { anUnmatchedReceipt } from '../../support/builders/a-fact.ts';
import { darajaFixture } from '../../support/daraja-fixture.ts';
import { askCommand, localQueues, runCommandOn } from '../../support/operator-command.ts';
import { eventually, type RunningSalio, salioProcess, startLimitMs } from '../../support/running-salio.ts';

jest.setTimeout(120_000);

let salio: RunningSalio;
let put: (queue: string, ...bodies: readonly unknown[]) => Promise<void>;

beforeAll(async () => {
  salio = await salioProcess();
  await salio.start();
  await salio.operations().collection('payments').deleteMany({});
  const { sqs, urlOf } = await localQueues(salio.stateDir);
  put = (queue, ...bodies) =>
    sqsMessageSink(urlOf(queue), sqs).send(
      bodies.map((body) => ({ body: JSON.stringify(body), attributes: {} })),
    );
}, startLimitMs + 30_000);

afterAll(() => salio?.close(), 40_000);

const run = (name: string, ...args: readonly string[]) => runCommandOn(salio.stateDir, name, ...args);
const ask = <Answer>(name: string, ...args: readonly string[]) =>
  askCommand<Answer>(salio.stateDir, name, ...args);

interface Entry {
  readonly id: string;
  readonly reason: string;
  readonly replay?: { readonly by: string; readonly outcome: string };
}
const entries = async () => (await ask<{ readonly entries: readonly Entry[] }>('quarantine', 'list')).entries;
const confirmation = darajaFixture('c2b-confirmation-v1-legacy-clear') as object;
const wrongToken = 'cd'.repeat(24);

describe('before anything has failed', () => {
  it.each([
    ['quarantine', 'list', 'Nothing is in quarantine.'],
    ['dlq', 'list', /^No dead letters on stage local \(\d+ queues looked at\)\.$/],
  ])('%s %s says so', async (name, command, said) => {
    const told = await run(name, command);
    expect([told.status, told.said.trim(), told.complained]).toEqual([0, expect.stringMatching(said), '']);
  });

  it('no operator has changed anything', async () => {
    expect(await ask('audit')).toEqual({ chain: 'whole', total: 0, actions: [] });
    expect((await run('audit')).said.trim()).toBe('No operator has changed anything by hand.');
  });
});

describe('a callback under a token that was never given out', () => {
  let id = '';

  it('is in quarantine, shown without its token and with its number masked', async () => {
    await salio.book({ _id: 'repair-1', amount: 100, reference: 'REPAIR-1', payerPhone: '254700040001' });
    const body = {
      ...confirmation,
      ...{ TransID: 'UJEREPAIR1', BillRefNumber: 'REPAIR-1', TransAmount: '100.00', MSISDN: '254700040001' },
    };
    await salio.request('POST', `/hooks/${wrongToken}/c2b/confirmation`, body);
    const listed = await eventually(entries, ({ length }) => length > 0);
    expect(listed).toMatchObject([{ reason: 'unknown_token' }]);
    id = listed[0]?.id ?? '';
    const shown = await run('quarantine', 'show', id);
    expect(shown.said).toContain('2547****0001');
    expect(shown.said).not.toContain('254700040001');
    const clear = await run('quarantine', 'show', id, '--unmasked');
    expect(clear.said).toContain('254700040001');
    expect(shown.said + clear.said).not.toContain(wrongToken);
  });

  it('would be refused again, and a dry run changes nothing', async () => {
    const told = await run('quarantine', 'replay', id);
    expect(told.said).toMatch(/would be refused again: unknown_token: .*--shortcode says whose it is/);
    expect(told.said).toContain('Nothing was changed.');
    expect((await entries())[0]).not.toHaveProperty('replay');
    expect(await ask('audit')).toMatchObject({ total: 0 });
  });

  it('is refused again, and the command says so', async () => {
    const told = await run('quarantine', 'replay', id, '--why', 'to see', '--yes');
    expect([told.status, told.said]).toEqual([2, expect.stringContaining('refused again: unknown_token')]);
    expect(await entries()).toMatchObject([{ id, replay: { outcome: 'refused' } }]);
  });

  it('is taken when a person says whose it is, and the audit of the payment tells who and why', async () => {
    const whose = ['--shortcode', '600111', '--why', 'registered with a wrong token', '--by', 'amina'];
    const told = await run('quarantine', 'replay', id, ...whose, '--yes');
    expect([told.status, told.said]).toEqual([0, expect.stringMatching(/ taken$/m)]);
    expect(await salio.payment('repair-1')).toMatchObject({
      reconciliation: { status: 'matched', amountReceived: 100 },
      audit: [{ by: 'amina', why: 'registered with a wrong token' }],
    });
    const again = await run('quarantine', 'replay', id, ...whose, '--yes');
    expect([again.status, again.said]).toEqual([
      0,
      expect.stringContaining('was replayed by amina and taken'),
    ]);
    expect((await salio.payment('repair-1')).audit).toHaveLength(1);
  });
});

describe('payments that are to be decided about again', () => {
  it('are, in the name of who asks, once', async () => {
    const dryRun = await run('reconcile', '--payment', 'repair-1');
    expect(dryRun.said).toContain('Would have 1 payment decided about again:');
    expect((await salio.payment('repair-1')).audit).toHaveLength(1);
    const asked = await run(
      'reconcile',
      '--payment',
      'repair-1',
      '--why',
      'a customer called',
      '--yes',
      '--by',
      'otieno',
    );
    expect([asked.status, asked.said]).toEqual([0, expect.stringContaining('repair-1  matched')]);
    expect((await salio.payment('repair-1')).audit).toMatchObject([
      { by: 'amina' },
      { by: 'otieno', why: 'a customer called', what: 'matched, unchanged' },
    ]);
  });

  it('are found by what changed since then, and by how they stand', async () => {
    await salio.book({ _id: 'repair-2', amount: 100, reference: 'REPAIR-2' });
    const wanted = async (...args: readonly string[]) =>
      (await ask<{ readonly payments: unknown }>('reconcile', '--since', '1h', ...args)).payments;
    expect(await wanted('--status', 'matched')).toEqual(expect.arrayContaining(['repair-1']));
    expect(await wanted('--status', 'matched')).not.toEqual(expect.arrayContaining(['repair-2']));
    expect(await wanted()).toEqual(expect.arrayContaining(['repair-1', 'repair-2']));
    expect(await wanted('--status', 'expired')).toBe(0);
    expect((await run('reconcile', '--since', '1h', '--status', 'expired')).said).toMatch(
      /nothing to reconcile/,
    );
  });
});

describe('a fact that nobody could be told of', () => {
  it('goes back to its queue, out of the event that the bus put aside', async () => {
    const fact = anUnmatchedReceipt('UJEREPAIR9');
    const event = { source: 'salio', 'detail-type': fact.type, detail: fact };
    await put('notifications-dead-letters', event, { ...fact, schema: 2 });
    expect((await run('dlq', 'list')).said).toMatch(/notifications-dead-letters +2 +0 .* send-notification/);
    const shown = await run('dlq', 'list', 'notifications');
    expect(shown.said).toContain('2 of about 2 shown.');
    const done = await run('dlq', 'replay', 'notifications', '--why', 'Slack is back', '--yes');
    expect(done.said).toContain('2 messages of notifications-dead-letters put back onto notifications.');
    const left = await eventually(
      async () => (await run('dlq', 'list', 'notifications')).said,
      (said) => said.includes('of a newer version'),
    );
    expect(left).toContain('1 of about 1 shown.');
  });
});

describe('runs that were missed', () => {
  it('are made up for by the last one of each job', async () => {
    const time = (minute: number) => `2026-11-25T07:0${minute}:00Z`;
    await put(
      'missed-runs',
      { time: time(1), job: 'publish-events' },
      { time: time(2), job: 'publish-events' },
      { time: time(3) },
    );
    const dryRun = await run('dlq', 'replay', 'missed-runs');
    expect(dryRun.said).toContain(
      `Would run publish-events as of ${time(2)}, which makes up for 1 earlier run as well.`,
    );
    expect(dryRun.said).toContain('does not say which job it was');
    const done = await run('dlq', 'replay', 'missed-runs', '--why', 'the table is back', '--yes');
    expect([done.status, done.said]).toEqual([
      2,
      expect.stringContaining(`publish-events run as of ${time(2)}`),
    ]);
    expect((await run('dlq', 'list', 'missed-runs')).said).toContain('1 of about 1 shown.');
  });
});

describe('a person who wants to be forgotten', () => {
  const of = ['--receipt', 'UJEREPAIR1'];

  it('is shown to a dry run, which changes nothing', async () => {
    const told = await run('erase', ...of);
    expect(told.said).toContain('Would take phone number, name and the bodies as they came out of 1 notice');
    expect(told.said).toContain('Nothing was changed.');
    expect((await run('erase', ...of)).said).toBe(told.said);
  });

  it('is erased under the receipt, and the payment stays matched', async () => {
    const done = await run('erase', ...of, '--why', 'asked by letter', '--yes');
    expect([done.status, done.said]).toEqual([0, expect.stringContaining('Erased from 1 notice')]);
    expect((await run('erase', ...of)).said.trim()).toBe('Nothing personal is left under UJEREPAIR1.');
    expect(await salio.payment('repair-1')).toMatchObject({ reconciliation: { status: 'matched' } });
  });
});

describe('what is asked wrongly', () => {
  it.each([
    ['dlq', ['fix'], 'Expected list or replay, got "fix".'],
    ['dlq', ['replay'], 'Expected the queue whose dead letters are to be replayed.'],
    ['dlq', ['list', 'payments'], 'There is no queue "payments"; those with dead letters are'],
    [
      'dlq',
      ['list', 'payment-notices', '--limit', '0'],
      '--limit: expected a whole number from 1 to 200, got "0"',
    ],
    ['dlq', ['replay', 'payment-notices', '--yes'], '--why: expected a few words'],
    ['quarantine', ['list', '--reason', 'bad'], '--reason: expected one of unknown_token, synthetic'],
    ['quarantine', ['show', '1-0123456789abcdef'], 'There is no "1-0123456789abcdef" in quarantine'],
    ['quarantine', ['replay', '--reason', 'unknown_token'], 'Expected ids, or else --reason and --since.'],
    ['quarantine', ['list', '--since', 'monday'], '--since: expected a time that is over, such as'],
    ['reconcile', [], 'Expected either --payment or --since.'],
    ['reconcile', ['--payment', 'a,,b'], '--payment: expected ids with commas between, one is empty'],
    ['reconcile', ['--payment', 'nobody'], '--payment: there is no payment nobody.'],
    ['reconcile', ['--since', '2h', '--status', 'done'], '--status: expected one of pending, matched'],
    ['erase', ['--receipt', 'x y'], '--receipt: expected a receipt such as UJE6T1W9ZB, got "x y"'],
    ['erase', ['--receipt', 'UJEREPAIR1', '--yes'], '--why: expected a few words'],
    ['audit', ['all'], 'Expected no "all".'],
  ])('%s %j is refused in one message', async (name, args, message) => {
    const { status, said, complained } = await run(name, ...args);
    expect([status, said, complained]).toEqual([1, '', expect.stringContaining(message)]);
    expect(complained).not.toMatch(/\n\s+at /);
  });
});

it('is all in the log of what operators did', async () => {
  const { chain, actions } = await ask<{
    chain: unknown;
    actions: readonly { command: string; by: string }[];
  }>('audit');
  expect(chain).toBe('whole');
  expect(actions.map(({ command }) => command)).toEqual([
    'erase',
    'dlq replay',
    'dlq replay',
    'reconcile',
    'quarantine replay',
    'quarantine replay',
  ]);
});
