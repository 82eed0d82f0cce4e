import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Document } from 'mongodb';
import { synthesizeLocally } from '../bin/synthesize.ts';
import { settled } from '../local/settled.ts';
import { type LocalSalio, startSalio } from '../local/start-salio.ts';
import { dynamoReconciliationLedger } from '../shared/adapters/dynamodb/reconciliation-ledger.ts';
import { paymentId } from '../shared/kernel/identifiers.ts';
import { sideBySide } from '../shared/kernel/side-by-side.ts';
import { type Measurement, quantile } from './measurement.ts';

const burst = 1_000;
const single = 60;
const width = 32;

/** Callbacks through the whole stack: a burst, and one at a time; against sending the same bodies to the bare queue engine. */
export async function measureLocalStack(): Promise<readonly Measurement[]> {
  const stateDir = mkdtempSync(join(tmpdir(), 'salio-bench-'));
  const quiet = { port: 0, mongodbPort: 0, stateDir, elsewhere: {}, log: () => undefined };
  const salio = await startSalio({ ...quiet, synthesize: synthesizeLocally });
  try {
    const hook = await aHook(salio);
    const engine = await sendsPerSecond(salio);
    const { accepted, reconciled } = await measureBurst(salio, hook);
    const latencies = await measureLatencies(salio, hook);
    const sends = `${engine.toFixed(0)}/s sent to the queue engine alone`;
    const perSend = 1_000 / engine;
    const latency = (share: number, what: string): Measurement => {
      const ms = quantile(latencies, share);
      return {
        what,
        figure: `${ms.toFixed(0)} ms`,
        baseline: `${perSend.toFixed(2)} ms a send`,
        ratio: ms / perSend,
      };
    };
    return [
      {
        what: 'callbacks accepted',
        figure: `${accepted.toFixed(0)}/s`,
        baseline: sends,
        ratio: accepted / engine,
      },
      {
        what: 'callbacks reconciled, burst',
        figure: `${reconciled.toFixed(0)}/s`,
        baseline: sends,
        ratio: reconciled / engine,
      },
      latency(0.5, 'callback to reconciled, idle, p50'),
      latency(0.99, 'callback to reconciled, idle, p99'),
    ];
  } finally {
    await salio.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

const idOf = (number: number): string => `bench-${number}`;

async function aHook({ operations, collections, registrations }: LocalSalio): Promise<string> {
  const shortcodes = [{ shortcode: '600111', kind: 'paybill' }];
  const partner = { _id: 'bench' as unknown, name: 'Bench', status: 'active', shortcodes } as Document;
  await operations.collection(collections.partners).insertOne(partner);
  const createdAt = new Date();
  const payments = Array.from({ length: burst + single }, (_, number) => ({
    ...{ _id: idOf(number) as unknown, reference: `BENCH-${number}`, amount: 10, status: 'processing' },
    ...{ shortcode: '600111', createdAt, updatedAt: createdAt },
  }));
  await operations.collection(collections.payments).insertMany(payments as Document[]);
  await operations
    .collection(collections.payments)
    .createIndexes([{ key: { reference: 1 } }, { key: { mpesaReceipt: 1 } }]);
  const [registration] = await registrations.all();
  if (!registration) throw new Error('the partner got no callback URL');
  return `${registration.url}/c2b/confirmation`;
}

const bodyOf = (number: number): string =>
  JSON.stringify({
    TransactionType: 'Pay Bill',
    TransID: `UKB${String(number).padStart(7, '0')}`,
    TransTime: '20261120110305',
    TransAmount: '10.00',
    BusinessShortCode: '600111',
    BillRefNumber: `BENCH-${number}`,
    MSISDN: '2547 ***** 111',
    FirstName: 'AMINA',
  });

async function post(hook: string, number: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(hook, { method: 'POST', headers, body: bodyOf(number) });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`callback ${number} was answered ${answer.status}`);
}

/** To a queue that nobody reads, so that nothing but the engine works. */
async function sendsPerSecond({ runtime }: LocalSalio): Promise<number> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ region: runtime.region, endpoint: runtime.endpoints.sqs, credentials });
  const QueueUrl = `${runtime.endpoints.sqs}/000000000000/bench`;
  await sqs.send(new CreateQueueCommand({ QueueName: 'bench' }));
  const numbers = Array.from({ length: burst }, (_, number) => number);
  const startedAt = performance.now();
  await sideBySide(numbers, width, (number) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: bodyOf(number) })),
  );
  return perSecond(startedAt);
}

async function measureBurst({ runtime }: LocalSalio, hook: string) {
  const startedAt = performance.now();
  await sideBySide(
    Array.from({ length: burst }, (_, number) => number),
    width,
    (number) => post(hook, number),
  );
  const accepted = perSecond(startedAt);
  await settled(runtime);
  return { accepted, reconciled: perSecond(startedAt) };
}

const perSecond = (startedAt: number): number => (burst / (performance.now() - startedAt)) * 1_000;

async function measureLatencies({ document, tables }: LocalSalio, hook: string): Promise<readonly number[]> {
  const ledger = dynamoReconciliationLedger(document, tables);
  const latencies: number[] = [];
  for (let number = burst; number < burst + single; number++) {
    await post(hook, number);
    const startedAt = performance.now();
    while ((await ledger.read(paymentId(idOf(number)))).state?.decision.status !== 'matched') await pause(2);
    latencies.push(performance.now() - startedAt);
  }
  return latencies;
}
