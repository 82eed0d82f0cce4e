import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Fact } from '../../shared/events/fact.ts';
import type { SlackDestination } from '../../shared/events/slack-destination.ts';
import {
  aBalanceAlert,
  aDiscrepancy,
  anUnmatchedReceipt,
  aPollingStop,
  aRevenueReport,
} from '../support/builders/a-fact.ts';
import { darajaFixture } from '../support/daraja-fixture.ts';
import { eventually, type RunningSalio, salioProcess } from '../support/running-salio.ts';

jest.setTimeout(180_000);

interface Post {
  readonly at: string;
  readonly to: string;
  readonly body: { readonly text: string; readonly attachments?: readonly unknown[] };
}

const local = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const partnerSecret = 'salio/local/partners/flow';
const webhookSecret = 'SeCrEtOfTheWebhook1234567890';

let salio: RunningSalio;
let bus: EventBridgeClient;
let made = 0;

beforeAll(async () => {
  salio = await salioProcess();
  await salio.start();
  const { urls } = (await salio.request('GET', '/local/status')).body as {
    readonly urls: Readonly<Record<string, string>>;
  };
  bus = new EventBridgeClient({ ...local, endpoint: urls.eventBridge ?? '' });
  const secrets = new SecretsManagerClient({ ...local, endpoint: urls.secretsManager ?? '' });
  const slackWebhooks = {
    main: `https://hooks.slack.com/services/T1/B1/${webhookSecret}`,
    other: `https://hooks.slack.com/services/T1/B2/${webhookSecret}`,
    elsewhere: `https://slack.example.com/services/T1/B1/${webhookSecret}`,
  };
  await secrets.send(
    new CreateSecretCommand({ Name: partnerSecret, SecretString: JSON.stringify({ slackWebhooks }) }),
  );
  await salio.operations().collection('payments').deleteMany({});
}, 120_000);

afterAll(() => salio?.close(), 40_000);

beforeEach(async () => {
  await faults({});
});

const slack = async (): Promise<readonly Post[]> =>
  (await salio.request('GET', '/local/slack')).body as readonly Post[];

async function faults(given: unknown): Promise<void> {
  expect((await salio.request('PUT', '/local/slack/faults', given)).status).toBe(200);
}

/** A destination of its own, so that tests do not wait for one another. */
const aChannel = (webhook = 'main'): SlackDestination => ({
  webhook: { secretId: partnerSecret, path: `slackWebhooks.${webhook}` },
  channel: `#flow-${++made}`,
});

async function put(...facts: readonly Fact[]): Promise<void> {
  for (let start = 0; start < facts.length; start += 10) {
    const Entries = facts.slice(start, start + 10).map((fact) => ({
      EventBusName: 'salio-local',
      Source: 'salio',
      DetailType: fact.type,
      Detail: JSON.stringify(fact),
    }));
    const { FailedEntryCount } = await bus.send(new PutEventsCommand({ Entries }));
    expect(FailedEntryCount).toBe(0);
  }
}

const alertTo = (to: SlackDestination, own: object = {}) => {
  made += 1;
  return aBalanceAlert({ slack: to, ...own }, `balance/flow-${made}`);
};

/** What was sent to the channel, oldest first, once there are so many. */
const sentTo = async ({ channel }: SlackDestination, count: number, withinMs = 60_000) =>
  await eventually(
    async () => (await slack()).filter(({ to }) => to === channel).toReversed(),
    (posts) => posts.length >= count,
    withinMs,
  );

/** Dead letters of notifications so far. */
async function deadLetters(): Promise<number> {
  const { dlqs } = (await salio.request('GET', '/local/status')).body as {
    readonly dlqs: Readonly<Record<string, { readonly visible: number }>>;
  };
  const [dead] = Object.entries(dlqs).filter(([name]) => /notifications/i.test(name));
  return dead?.[1].visible ?? Number.NaN;
}

const gaps = (posts: readonly Post[]): readonly number[] =>
  posts.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(posts[index]?.at ?? ''));

describe('a fact on the bus', () => {
  it('is told in its channel once, however often it comes', async () => {
    const to = aChannel();
    const fact = alertTo(to, { slack: { ...to, mentions: '@admin @finance' } });
    await put(fact, fact);
    await put(fact);
    expect((await sentTo(to, 1))[0]?.body).toMatchObject({
      channel: to.channel,
      text: '🚨 *Balance Alert for Acme Buses*  @admin @finance',
    });
    await put(fact);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await sentTo(to, 1)).toHaveLength(1);
  });

  it('reaches every destination that it names', async () => {
    const [one, two] = [aChannel(), aChannel('other')];
    await put(aPollingStop({ slack: [one, two] }));
    expect(await sentTo(one, 1)).toHaveLength(1);
    expect(await sentTo(two, 1)).toHaveLength(1);
  });

  it('of revenue is told by the secret of the report', async () => {
    await put(aRevenueReport());
    const told = await eventually(slack, (posts) => posts.some(({ body }) => body.text.startsWith('⚡')));
    expect(told.find(({ body }) => body.text.startsWith('⚡'))?.to).toMatch(/^webhook-/);
  });

  it('cannot mention, link or format', async () => {
    const to = aChannel();
    const nasty = '<!channel> <https://evil.example|click> `rm` ```x``` *bold* \u202egnp.exe & more';
    await put(alertTo(to, { partnerName: nasty }), alertTo(to, { partnerName: 'x<'.repeat(2_500) }));
    const posts = await sentTo(to, 2);
    expect(posts).toHaveLength(2);
    for (const { body } of posts) {
      expect(JSON.stringify(body)).not.toMatch(/<|`|\u202e/);
      expect(body.text.length).toBeLessThan(1_000);
    }
  });
});

describe('a channel', () => {
  it('hears one message a second, and all of them', async () => {
    const to = aChannel();
    await put(...Array.from({ length: 12 }, () => alertTo(to)));
    const posts = await sentTo(to, 12, 90_000);
    expect(posts).toHaveLength(12);
    expect(Math.min(...gaps(posts))).toBeGreaterThanOrEqual(1_000);
  });

  it.each([
    ['a 429', { status: 429, retry_after: 3, times: 1 }],
    ['a 500', { status: 500, times: 1 }],
    ['no answer in time', { delay_ms: 8_000, times: 1 }],
  ])('hears it all after %s', async (_, given) => {
    const to = aChannel();
    await faults(given);
    await put(alertTo(to), alertTo(to), alertTo(to));
    const posts = await sentTo(to, 3, 90_000);
    expect(posts).toHaveLength(3);
    expect(Math.min(...gaps(posts))).toBeGreaterThanOrEqual(1_000);
    expect(await deadLetters()).toBe(0);
  });
});

describe('many at once', () => {
  it('are told together', async () => {
    const facts = Array.from({ length: 40 }, (_, at) => aDiscrepancy(`many-${at}`));
    await put(...facts, ...facts.slice(0, 10));
    const told = (posts: readonly Post[]) =>
      posts
        .map(({ body }) => /(\d+) discrepancies|Discrepancy: payment many/.exec(body.text))
        .reduce((sum, found) => sum + (found ? Number(found[1] ?? 1) : 0), 0);
    // Those that come after the first message wait for the next one.
    const posts = await eventually(slack, (all) => told(all) >= 40, 60_000);
    // The sample may have added some of its own before its payments were removed.
    expect(told(posts)).toBeGreaterThanOrEqual(40);
    expect(posts.filter(({ body }) => /iscrepanc/.test(body.text)).length).toBeLessThanOrEqual(3);
    await put(anUnmatchedReceipt());
    const more = await eventually(slack, (all) =>
      all.some(({ body }) => /without a payment/.test(body.text)),
    );
    expect(more.filter(({ body }) => /without a payment/.test(body.text))).toHaveLength(1);
  });
});

describe('a Slack that refuses', () => {
  it('sends it to the dead letters at once, while payments go on', async () => {
    const before = await deadLetters();
    await faults({ status: 404 });
    await put(alertTo(aChannel()), alertTo(aChannel('missing')), alertTo(aChannel('elsewhere')));
    await salio.book({ _id: 'while-slack-is-gone', amount: 1500, checkoutRequestId: 'ws_CO_slack700000111' });
    const hook = (await salio.hooks()).get('600111');
    const callback = JSON.stringify(darajaFixture('stk-success'))
      .replace('ws_CO_14102026101530123700000111', 'ws_CO_slack700000111')
      .replace('UJE4K7X2QA', 'UJESLACK01');
    await salio.request('POST', `${hook}/stk`, callback);
    expect((await salio.paymentOnce('while-slack-is-gone', 'matched')).reconciliation.status).toBe('matched');
    expect(await eventually(deadLetters, (count) => count === before + 3)).toBe(before + 3);
  });
});

it('never says what the webhook is', async () => {
  const texts = [...(await salio.logs()).values(), JSON.stringify(await slack())];
  for (const text of texts) expect(text.includes(webhookSecret) || text.includes('/services/')).toBe(false);
});
