import { setTimeout as pause } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { dynamoQuarantine } from '../shared/adapters/dynamodb/quarantine.ts';
import { dynamoReconciliationLedger } from '../shared/adapters/dynamodb/reconciliation-ledger.ts';
import { dynamoTransactionLedger } from '../shared/adapters/dynamodb/transaction-ledger.ts';
import { s3JsonObjects } from '../shared/adapters/s3/json-objects.ts';
import type { Receipt } from '../shared/kernel/identifiers.ts';
import { pollBalances } from './demo-balances.ts';
import { playRevenue } from './demo-revenue.ts';
import { type Comparison, compare } from './sample/found.ts';
import { type Played, playAll } from './sample/play.ts';
import { makeSample, type Sample } from './sample/sample.ts';
import { settled } from './settled.ts';
import { asPeopleRead } from './slack/as-people-read.ts';
import type { LocalSalio } from './start-salio.ts';

type Progress = (what: string) => (done: number, of: number) => void;

/** People hear of unmatched money after ten seconds here, on the next try after that at the latest. */
const toldWithinMs = 75_000;

/**
 * Plays the sample days through the real callback URLs, waits until all is done, and compares every figure.
 *
 * @returns true only when every one is as it must be. Throws Stalled when the system comes to no end.
 */
export async function playDemo(
  salio: LocalSalio,
  progress: Progress,
  print: (line: string) => void,
): Promise<boolean> {
  const now = Date.now();
  const sample = makeSample({ now });
  await salio.reset(sample);
  print(`${sample.payments.length} payments are booked; M-Pesa sends ${sample.plays.length} callbacks.`);
  const startedAt = Date.now();
  const watching = watch(salio);
  const played = await post(salio, sample, progress);
  await watching;
  await settle(salio, played, progress);
  await watch(salio);
  await settle(salio, played, progress);
  const settledAt = Date.now();
  // Side by side with the grace period, and printed after it.
  const told = untilTold(salio, sample, progress);
  const found: string[] = ['\nRevenue of four windows:'];
  const revenue = await playRevenue(salio, sample.power, now, (line) => found.push(line));
  const balances = await pollBalances(salio, (line) => found.push(line));
  await told;

  const comparison = await compare({
    expected: sample.expected,
    played,
    reconciliations: dynamoReconciliationLedger(salio.document, salio.tables),
    transactions: dynamoTransactionLedger(salio.document, salio.tables),
    quarantine: quarantineOf(salio),
  });
  for (const line of found) print(line);
  await untilSlackIsQuiet(salio);
  const dead = (await salio.runtime.readQueues()).filter(
    (queue) => queue.isDeadLetterQueue && queue.visible > 0,
  );
  const differences = [
    ...comparison.differences,
    ...revenue,
    ...balances,
    ...dead.map(({ name, visible }) => `${visible} dead letters in ${name}, expected none`),
  ];
  report(comparison, differences, print);
  reportSlack(salio, print);
  reportSpeed(comparison, played.length, settledAt - startedAt, print);
  return differences.length === 0 && comparison.lines.every(({ expected, found }) => expected === found);
}

async function watch(salio: LocalSalio): Promise<void> {
  const schedule = salio.runtime.schedules.find(({ name }) => name === 'watch-payments');
  await schedule?.run(Date.now());
}

async function post(salio: LocalSalio, sample: Sample, progress: Progress): Promise<readonly Played[]> {
  const hooks = new Map(
    (await salio.registrations.all()).map(({ shortcode, url }) => [String(shortcode), url]),
  );
  return playAll({ plays: sample.plays, hooks, onProgress: progress('Callbacks posted') });
}

async function settle(salio: LocalSalio, played: readonly Played[], progress: Progress): Promise<void> {
  const show = progress('Reconciled');
  await settled(salio.runtime, (waiting) => show(Math.max(0, played.length - waiting), played.length + 1));
  show(1, 1);
}

async function untilTold(salio: LocalSalio, sample: Sample, progress: Progress): Promise<void> {
  const show = progress('People told of unmatched');
  const ledger = dynamoTransactionLedger(salio.document, salio.tables);
  const keys = sample.expected.transactions
    .filter(({ fate }) => fate === 'unmatched')
    .map(({ receipt }) => ({ receipt: receipt as Receipt, kind: 'payment' }) as const);
  for (const until = Date.now() + toldWithinMs; Date.now() < until; await pause(500)) {
    const told = (await ledger.transactions(keys)).filter(
      (head) => head.toldUnmatchedAt !== undefined,
    ).length;
    show(told, keys.length);
    if (told >= keys.length) return;
  }
}

/** What is told together waits a few seconds for others. */
async function untilSlackIsQuiet({ runtime }: LocalSalio): Promise<void> {
  for (const until = Date.now() + toldWithinMs; Date.now() < until; await pause(500)) {
    const queues = (await runtime.readQueues()).filter(({ name }) => name.startsWith('notifications'));
    const left = queues
      .filter((queue) => !queue.isDeadLetterQueue)
      .reduce((sum, { visible, in_flight, delayed }) => sum + visible + in_flight + delayed, 0);
    if (left === 0) return;
  }
}

function reportSlack({ slack }: LocalSalio, print: (line: string) => void): void {
  const posts = slack.inbox.list().toReversed();
  print(`\nPeople read ${posts.length} messages in Slack:`);
  for (const post of posts) print(`\n${asPeopleRead(post)}`);
}

function quarantineOf({ runtime, document, tables }: LocalSalio) {
  const bucket = runtime.variable('QUARANTINE_BUCKET');
  const client = new S3Client({
    region: runtime.region,
    endpoint: runtime.endpoints.s3,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return dynamoQuarantine(document, tables, s3JsonObjects(bucket, client));
}

function report({ lines }: Comparison, differences: readonly string[], print: (line: string) => void): void {
  const width = Math.max(...lines.map(({ outcome }) => outcome.length));
  print(`\n${'outcome'.padEnd(width)}  expected  found`);
  for (const { outcome, expected, found } of lines) {
    const mark = expected === found ? '' : '  ✗';
    print(`${outcome.padEnd(width)}  ${String(expected).padStart(8)}  ${String(found).padStart(5)}${mark}`);
  }
  for (const difference of differences.slice(0, 20)) print(`✗ ${difference}`);
  if (differences.length > 20) print(`✗ and ${differences.length - 20} more`);
}

function reportSpeed(
  { latenciesMs }: Comparison,
  callbacks: number,
  ms: number,
  print: (line: string) => void,
): void {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const quantile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  print(
    `\n${callbacks} callbacks in ${(ms / 1_000).toFixed(1)} s, ${Math.round((callbacks / ms) * 1_000)} a second, all at once. ` +
      `From callback to reconciled, while the others wait: p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms.`,
  );
}
