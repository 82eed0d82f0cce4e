import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually, type RunningSalio, salioProcess } from '../support/running-salio.ts';

jest.setTimeout(90_000);

const acme = '550e8400-e29b-41d4-a716-446655440000';
const karibu = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const base = '/api/v1/balance-monitoring';
const webhook = 'https://hooks.slack.com/services/T0FLOW/B0FLOW/do-not-tell-me';

interface CheckAnswer {
  readonly id: string;
  readonly balance_amount: number | null;
  readonly response_status: string;
  readonly response_code: string | null;
  readonly triggered_alerts: readonly string[];
}

let salio: RunningSalio;
let admin: string;

beforeAll(async () => {
  salio = await salioProcess();
  await salio.start();
  admin = await salio.token({ sub: 'amina', roles: ['admin'], fleets: [] });
}, 120_000);
afterAll(() => salio?.close(), 40_000);

const api = (method: string, path: string, body?: unknown) =>
  salio.request(method, `${base}${path}`, body, admin);
const setAccounts = (shortcode: string, accounts: object) =>
  salio.request('PUT', `/local/mpesa/shortcodes/${shortcode}/accounts`, accounts);
const setFaults = (faults: object) => salio.request('PUT', '/local/mpesa/faults', faults);
const schedule = (time?: string) =>
  salio.request('POST', '/local/schedules/request-balances/run', time === undefined ? {} : { time });
const checksOf = async (shortcode: string) =>
  ((await api('GET', `/checks?shortcode=${shortcode}`)).body as { readonly checks: readonly CheckAnswer[] })
    .checks;
const alertsOf = async (shortcode: string) =>
  (
    (await api('GET', '/alerts?limit=200')).body as {
      readonly alerts: readonly {
        shortcode: string;
        alert_type: string;
        is_resolved: boolean;
        balance_amount: number;
      }[];
    }
  ).alerts.filter((alert) => alert.shortcode === shortcode);
const asked = async (shortcode: string) =>
  (
    (await salio.request('GET', '/local/mpesa/requests')).body as {
      path: string;
      body: { PartyA?: string } | null;
    }[]
  ).filter(({ path, body }) => path.includes('accountbalance') && body?.PartyA === shortcode).length;

/** Checks now, and waits for the outcome. */
async function check(shortcode: string): Promise<CheckAnswer> {
  const { status, body } = await api('POST', '/check', { shortcode });
  expect(status).toBe(202);
  const [queued] = (body as { queued: { check_id: string }[] }).queued;
  const found = await eventually(
    async () => (await checksOf(shortcode)).find(({ id }) => id === queued?.check_id),
    (one) => one !== undefined,
  );
  if (!found) throw new Error(`check ${queued?.check_id} has come to no end`);
  return found;
}

describe('a balance that walks', () => {
  it('gives one low alert on the crossing, and one recovery that resolves it', async () => {
    const row = {
      partner_id: acme,
      shortcode: '600111',
      check_interval_minutes: 15,
      low_balance_threshold: 1000.0,
      slack_webhook_url: webhook,
    };
    const { status, body } = await api('PUT', `/configs/${acme}/600111`, row);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { config: { slack_webhook_url: 'stored', polled: [{ shortcode: '600111', stopped: null }] } },
    });
    const walked: CheckAnswer[] = [];
    for (const balance of [1200, 1000, 990, 980, 1300]) {
      expect(await setAccounts('600111', { 'Utility Account': balance, 'Working Account': 5 })).toMatchObject(
        {
          status: 200,
        },
      );
      walked.push(await check('600111'));
    }
    expect(walked.map(({ balance_amount }) => balance_amount)).toEqual([1200, 1000, 990, 980, 1300]);
    expect(walked.map(({ triggered_alerts }) => triggered_alerts)).toEqual([
      [],
      ['low_balance'],
      [],
      [],
      ['balance_recovery'],
    ]);
    expect(await alertsOf('600111')).toMatchObject([
      { alert_type: 'balance_recovery', is_resolved: true, balance_amount: 1300 },
      { alert_type: 'low_balance', is_resolved: true, balance_amount: 1000 },
    ]);
  });

  it('is no reading where the account is missing, or M-Pesa refuses or times out', async () => {
    await setAccounts('600111', { 'Working Account': 5 });
    expect(await check('600111')).toMatchObject({
      response_status: 'error',
      response_code: 'account_missing',
      balance_amount: null,
    });
    await setFaults({ result_code: { balance: '17' } });
    expect(await check('600111')).toMatchObject({ response_status: 'error', response_code: '17' });
    await setFaults({ timeout: ['balance'] });
    expect(await check('600111')).toMatchObject({ response_status: 'timeout', balance_amount: null });
    await setFaults({});
  });

  it('is polled on its own time, and asked for once however often the schedule fires', async () => {
    const before = await asked('174379');
    const at = new Date(Date.now() + 60 * 60_000).toISOString();
    await Promise.all([schedule(at), schedule(at)]);
    await schedule(at);
    expect(
      await eventually(
        () => asked('174379'),
        (count) => count > before,
      ),
    ).toBe(before + 1);
  });
});

describe('a locked credential', () => {
  beforeEach(() => setFaults({}));

  it('stops every shortcode of its operator until somebody resumes it, and says how', async () => {
    await setFaults({ result_code: { balance: '8006' } });
    await check('9000111');
    await eventually(
      async () => (await api('POST', '/check', {})).body as { stopped: string[] },
      ({ stopped }) => stopped.includes('600111') && stopped.includes('9000111'),
    );
    await setFaults({});
    const before = [await asked('600111'), await asked('9000111')];
    await schedule(new Date(Date.now() + 5 * 3_600_000).toISOString());
    const { body } = await api('POST', '/check', { shortcode: '600111' });
    expect(body).toEqual({ queued: [], stopped: ['600111'] });
    // Another operator goes on meanwhile.
    expect(await check('174379')).toMatchObject({ response_status: 'success' });
    expect([await asked('600111'), await asked('9000111')]).toEqual(before);
    const configs = (await api('GET', '/configs')).body as {
      configs: { polled: { shortcode: string; stopped: { code: string; resume_with: string } | null }[] }[];
    };
    const stopped = configs.configs
      .flatMap(({ polled }) => polled)
      .find(({ shortcode }) => shortcode === '9000111');
    expect(stopped?.stopped).toMatchObject({
      code: '8006',
      resume_with: `POST ${base}/configs/${acme}/9000111/resume`,
    });

    expect(await api('POST', `/configs/${acme}/9000111/resume`)).toEqual({
      status: 200,
      body: { resumed: ['600111', '9000111'] },
    });
    await setAccounts('600111', { 'Utility Account': 1500 });
    expect(await check('600111')).toMatchObject({ response_status: 'success', balance_amount: 1500 });
  });
});

describe('the configuration', () => {
  it('takes the example as it stands, and knows it again', async () => {
    const example = {
      partner_id: acme,
      check_interval_minutes: 15,
      low_balance_threshold: 1000.0,
      unusual_drop_threshold: 5000.0,
      unusual_drop_percentage: 20.0,
      slack_webhook_url: 'https://hooks.slack.com/services/...',
      slack_channel: '#mpesa-alerts',
      slack_mentions: '@admin @finance',
      notify_on_low_balance: true,
      notify_on_unusual_drop: true,
      notify_on_balance_recovery: true,
    };
    expect(await api('POST', '/configs', example)).toMatchObject({
      status: 201,
      body: { config: { ...example, slack_webhook_url: 'stored', shortcode: null, enabled: true } },
    });
    expect(await api('POST', '/configs', example)).toMatchObject({ status: 409 });
    expect(await api('DELETE', `/configs/${acme}/all`)).toEqual({ status: 200, body: { deleted: true } });
    expect((await api('POST', '/configs', example)).status).toBe(201);
    expect((await api('POST', `/configs/${acme}/all/resume`, {})).body).toEqual({ resumed: [] });
    expect(await api('GET', '/checks?from=2026-01-02&to=2026-01-01')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'to' }] },
    });
    expect(await api('GET', '/checks?to=2020-01-01')).toMatchObject({ status: 200, body: { checks: [] } });
  });

  it('refuses what is out of range and what it does not know, by name', async () => {
    const refused = await api('POST', '/configs', {
      partner_id: karibu,
      check_interval_minutes: 4,
      recovery_margin_percentage: 51,
      unusual_drop_percentage: 101,
      low_balance_threshold: 10.001,
      slack_webhook_url: 'https://example.com/hook',
      surprise: 1,
    });
    expect(refused.status).toBe(422);
    const fields = (refused.body as { errors: { field: string }[] }).errors.map(({ field }) => field).sort();
    expect(fields).toEqual([
      'check_interval_minutes',
      'low_balance_threshold',
      'recovery_margin_percentage',
      'slack_webhook_url',
      'surprise',
      'unusual_drop_percentage',
    ]);
  });

  it('tells figures to admins only', async () => {
    const summary = await api('GET', '/summary');
    expect(summary).toMatchObject({ status: 200, body: { active_configurations: 5 } });
    const manager = await salio.token({ sub: 'joe', roles: ['manager'], fleets: [] });
    expect((await salio.request('GET', `${base}/summary`, undefined, manager)).status).toBe(403);
  });

  it('leaves no webhook and no credential in any answer or log line', async () => {
    const answers = await Promise.all(
      ['/configs', '/checks', '/alerts', '/summary'].map((path) => api('GET', path)),
    );
    const texts = [JSON.stringify(answers), ...(await salio.logs()).values()].join('\n');
    expect(texts).not.toContain('do-not-tell-me');
    for (const secret of await salio.secrets()) expect(texts).not.toContain(secret);
  });
});
