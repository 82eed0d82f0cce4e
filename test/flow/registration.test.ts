import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { dynamoHookDirectory } from '../../shared/adapters/dynamodb/hook-directory.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { partnerId } from '../../shared/kernel/identifiers.ts';
import type { HookDirectory } from '../../shared/payments/hook-directory.ts';
import { darajaFixture } from '../support/daraja-fixture.ts';
import { postAsStranger } from '../support/post-as-stranger.ts';
import { eventually, type RunningSalio, salioProcess, startLimitMs } from '../support/running-salio.ts';

jest.setTimeout(120_000);

let salio: RunningSalio;

beforeAll(async () => {
  salio = await salioProcess();
  await salio.start();
  await salio.hooks();
}, startLimitMs + 30_000);
afterAll(() => salio?.close(), 40_000);

/** As a person runs it: what it printed, and its exit status. */
const register = (...given: readonly string[]) =>
  new Promise<{ readonly status: number; readonly said: string }>((resolve) => {
    const args = ['bin/register.ts', '--stage', 'local', '--shortcode', '600111', ...given];
    const env = { ...process.env, SALIO_STATE: salio.stateDir };
    execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, said: stdout + stderr }),
    );
  });

/** The rows of tokens, as the stage keeps them. */
async function directory(): Promise<HookDirectory> {
  const { variables } = JSON.parse(await readFile(join(salio.stateDir, 'installation.json'), 'utf8')) as {
    readonly variables: Readonly<Record<string, string>>;
  };
  const document = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: variables.AWS_ENDPOINT_URL_DYNAMODB ?? '',
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  );
  return dynamoHookDirectory(document, { payments: variables.PAYMENTS_TABLE ?? '' });
}

const hookOf = async (): Promise<string> => (await salio.hooks()).get('600111') ?? '';
const apiCalls = async () =>
  ((await salio.request('GET', '/local/mpesa/requests')).body as readonly { path: string }[]).filter(
    ({ path }) => path.endsWith('registerurl'),
  );
const fixture = darajaFixture('c2b-confirmation-v1') as Readonly<Record<string, string>>;

/** Posts a confirmation, and tells what its payment became, or why it went to quarantine. */
async function pays(hook: string, TransID: string): Promise<string> {
  const _id = `paid-${TransID}`;
  await salio.book({ _id, amount: 1200, reference: _id });
  await salio.request('POST', `${hook}/c2b/confirmation`, {
    ...{ ...fixture, TransID, TransAmount: '1200.00', BillRefNumber: _id },
  });
  const refused = async () =>
    ((await salio.logs()).get('reconcile-notice.log') ?? '').split('"unknown_token"').length - 1;
  const before = await refused();
  return eventually(
    async () =>
      (await refused()) > before ? 'unknown_token' : (await salio.payment(_id)).reconciliation.status,
    (status) => status === 'matched' || status === 'unknown_token',
  );
}

describe('npm run register', () => {
  it('changes nothing and calls nobody in a dry run', async () => {
    const [secrets, hook] = [await salio.secrets(), await hookOf()];
    const { status, said } = await register('--rotate');
    expect(said).toContain('Nothing was changed');
    expect(said).toContain('Goes on:      nowhere');
    expect(status).toBe(0);
    expect(await salio.secrets()).toEqual(secrets);
    expect(await hookOf()).toBe(hook);
    expect(await apiCalls()).toEqual([]);
  });

  it('rotates: both tokens are valid, the new one is in use, until the old one is retired', async () => {
    const old = await hookOf();
    await salio.request('PUT', '/local/mpesa/faults', { not_on_app: ['v2'] });
    const rotated = await register('--rotate', '--yes');
    expect(rotated.said).toContain('M-Pesa took the URLs');
    expect(rotated.said).not.toMatch(/[0-9a-f]{48}/);
    expect(rotated.status).toBe(0);
    expect((await apiCalls()).map(({ path }) => path)).toEqual([
      '/mpesa/c2b/v1/registerurl',
      '/mpesa/c2b/v2/registerurl',
    ]);
    const fresh = await eventually(hookOf, (hook) => hook !== old);
    expect(await pays(old, 'UJE4K7X2H1')).toBe('matched');
    expect(await pays(fresh, 'UJE4K7X2H2')).toBe('matched');

    const shown = await register('--retire', '--yes', '--show');
    expect(shown.said).toContain(`${fresh}/stk`);
    expect(shown.status).toBe(0);
    let tries = 0;
    await eventually(
      () => pays(old, `UJE4K7${String(++tries).padStart(4, '0')}`),
      (outcome) => outcome === 'unknown_token',
      60_000,
    );
    expect(await pays(fresh, 'UJE4K7X2H4')).toBe('matched');
  });

  it('says that URLs were made for another partner id, and makes them those of who lists the shortcode', async () => {
    const hooks = await directory();
    const hash = sha256((await hookOf()).split('/').at(-1) ?? '');
    const hook = await hooks.hook(hash);
    expect(hook).toBeDefined();
    if (!hook) return;
    await hooks.putHook(hash, { ...hook, partnerId: partnerId('former') });
    const told = 'Owner: URLs of 600111 were made for the partner former';
    expect((await register()).said).toContain(told);
    expect(await hooks.hook(hash)).toMatchObject({ partnerId: 'former' });
    expect((await register('--yes')).said).toContain(told);
    expect(await hooks.hook(hash)).toEqual(hook);
    expect((await register()).said).not.toContain('Owner:');
  });

  it('explains that M-Pesa has URLs already', async () => {
    await salio.request('PUT', '/local/mpesa/faults', {});
    const { status, said } = await register('--yes');
    expect(said).toContain('already');
    expect(said).toContain('portal');
    expect(status).toBe(1);
    await salio.request('DELETE', '/local/mpesa/shortcodes/600111/urls');
    expect((await register('--yes')).status).toBe(0);
  });

  it('says what it takes, and which shortcodes it cannot know', async () => {
    expect((await register('--response-type', 'completed')).said).toContain('Completed or Cancelled');
    expect((await register('--shortcode', '123456')).said).toContain('No active partner');
    expect((await register('--validation')).said).toContain('accepted unseen');
  });
});

it('marks a callback from an address that is not listed', async () => {
  const _id = 'from-elsewhere';
  await salio.book({ _id, amount: 1200, reference: _id });
  const body = JSON.stringify({
    ...{ ...fixture, TransID: 'UJE4K7X2J1', TransAmount: '1200.00', BillRefNumber: _id },
  });
  const { hostname, port } = salio.address();
  await postAsStranger(`http://${hostname}:${port}${await hookOf()}/c2b/confirmation`, body);
  const { transactions } = await salio.paymentOnce(_id, 'matched');
  expect(transactions).toMatchObject([{ receipt: 'UJE4K7X2J1', unknownSource: true }]);
  const logs = (await salio.logs()).get('reconcile-notice.log') ?? '';
  expect(logs).toContain('callback from an unknown address');
  expect(logs).toMatch(/"UnknownSourceAddress":1|"UnknownSourceAddress"/);
});
