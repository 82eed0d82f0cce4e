import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { synthesizeLocally } from '../bin/synthesize.ts';
import { type LocalSalio, startSalio } from '../local/start-salio.ts';
import { eventBridgeFactBus } from '../shared/adapters/eventbridge/fact-bus.ts';
import type { BalanceAlerted } from '../shared/events/balance-alerted.ts';
import { sideBySide } from '../shared/kernel/side-by-side.ts';
import type { Measurement } from './measurement.ts';

const channels = 20;
const messagesEach = 8;
const barePosts = 1_000;
const giveUpAfterMs = 180_000;

/** Facts on the bus for many channels at once, until each was read; against bare posts to the same Slack, and its limit. */
export async function measureSlack(): Promise<readonly Measurement[]> {
  const stateDir = mkdtempSync(join(tmpdir(), 'salio-bench-'));
  const quiet = { port: 0, mongodbPort: 0, stateDir, elsewhere: {}, log: () => undefined };
  const salio = await startSalio({ ...quiet, synthesize: synthesizeLocally });
  try {
    const bare = await postsPerSecond(salio);
    salio.slack.reset();
    const { perSecond, leastGapMs } = await notificationsPerSecond(salio);
    const limit = channels * (messagesEach / (messagesEach - 1));
    return [
      {
        what: `messages, ${channels} channels, against bare posts`,
        figure: `${perSecond.toFixed(1)}/s`,
        baseline: `${bare.toFixed(0)}/s posted bare`,
        ratio: perSecond / bare,
      },
      {
        what: `messages, ${channels} channels, against the limit`,
        figure: `${perSecond.toFixed(1)}/s`,
        baseline: `${limit.toFixed(1)}/s at the limit`,
        ratio: perSecond / limit,
      },
      {
        what: 'least time between two in a channel',
        figure: `${leastGapMs} ms`,
        baseline: '1000 ms at the limit',
        ratio: leastGapMs / 1_000,
      },
    ];
  } finally {
    await salio.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function postsPerSecond({ slack }: LocalSalio): Promise<number> {
  const numbers = Array.from({ length: barePosts }, (_, number) => number);
  const body = JSON.stringify({ channel: '#bare', text: 'A message' });
  const startedAt = performance.now();
  await sideBySide(numbers, channels, async () => {
    const answer = await fetch(`${slack.url}/services/T/B/bare`, { method: 'POST', body });
    await answer.text();
  });
  return (barePosts / (performance.now() - startedAt)) * 1_000;
}

async function notificationsPerSecond({ runtime, slack }: LocalSalio) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new EventBridgeClient({
    region: runtime.region,
    endpoint: runtime.endpoints.eventBridge,
    credentials,
  });
  const bus = eventBridgeFactBus('salio-local', client);
  const facts = Array.from({ length: messagesEach }, (_, number) =>
    Array.from({ length: channels }, (_, channel) => anAlert(channel, number)),
  ).flat();
  const startedAt = Date.now();
  await bus.publish(facts);
  client.destroy();
  while (slack.inbox.list().length < facts.length) {
    if (Date.now() - startedAt > giveUpAfterMs) throw new Error('not all messages came');
    await pause(50);
  }
  const posts = slack.inbox.list().toReversed();
  const lastAt = Date.parse(posts.at(-1)?.at ?? '');
  const gaps = Array.from({ length: channels }, (_, channel) => {
    const times = posts.filter(({ to }) => to === nameOf(channel)).map(({ at }) => Date.parse(at));
    return times.slice(1).map((at, index) => at - (times[index] ?? 0));
  }).flat();
  return { perSecond: (facts.length / (lastAt - startedAt)) * 1_000, leastGapMs: Math.min(...gaps) };
}

const nameOf = (channel: number): string => `#bench-${channel}`;

const anAlert = (channel: number, number: number): BalanceAlerted => ({
  type: 'balance.alerted',
  schema: 1,
  id: `bench/${channel}#${number}`,
  aggregate: `bench/${channel}`,
  version: number,
  at: Date.now(),
  data: {
    alertId: `${channel}-${number}`,
    alertType: 'low_balance',
    severity: 'critical',
    partnerId: 'bench',
    partnerName: 'Bench',
    shortcode: '600111',
    account: 'Utility Account',
    currency: 'KES',
    balanceMinor: 99_000,
    lowBalanceThresholdMinor: 100_000,
    slack: {
      webhook: { secretId: 'transaction-alerts/slack-webhook', path: 'webhook_url' },
      channel: nameOf(channel),
    },
  },
});
