import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { freePort } from '../../local/runtime/engines/free-port.ts';
import {
  type Index,
  indexes,
  type RevenueTables,
  type Tables,
} from '../../shared/adapters/dynamodb/tables.ts';

export interface TestDynamo {
  readonly document: DynamoDBDocumentClient;
  /** Makes empty tables of its own. */
  readonly makeTables: () => Promise<Tables & RevenueTables>;
  readonly stop: () => Promise<void>;
}

const startLimitMs = 30_000;
/** Another suite may take a free port before the engine does. */
const portsToTry = 5;

/** Starts the embedded engine on a free port, with its data in a folder of its own. */
export async function startDynamo(): Promise<TestDynamo> {
  const folder = await mkdtemp(join(tmpdir(), 'salio-dynamodb-'));
  const { client, engine } = await startEngine(folder);
  let made = 0;
  return {
    document: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    async makeTables() {
      made += 1;
      const tables = {
        payments: `payments-${made}`,
        reconciliation: `reconciliation-${made}`,
        revenue: `revenue-${made}`,
        alerts: `alerts-${made}`,
        balances: `balances-${made}`,
      };
      await makeTable(client, tables.payments, [indexes.due, indexes.unmatched, indexes.outbox]);
      await makeTable(client, tables.reconciliation, [indexes.due, indexes.outbox]);
      await makeTable(client, tables.revenue, [indexes.outbox]);
      await makeTable(client, tables.alerts, []);
      await makeTable(client, tables.balances, [indexes.due, indexes.outbox, indexes.recent]);
      return tables;
    },
    async stop() {
      client.destroy();
      const ended = new Promise((resolve) => engine.once('exit', resolve));
      if (engine.exitCode === null) {
        engine.kill('SIGTERM');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startEngine(folder: string) {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    const options = ['--port', String(port), '--db-path', join(folder, 'data.db')];
    const engine = spawn(enginePath(), options, { stdio: 'ignore' });
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    if (await answers(client, engine)) return { client, engine };
    client.destroy();
    const said = engine.exitCode === null ? 'does not answer in time' : `ended with code ${engine.exitCode}`;
    const mayBeThePort = engine.exitCode !== null && tries < portsToTry;
    engine.kill('SIGKILL');
    if (!mayBeThePort) throw new Error(`dynoxide ${said}`);
  }
}

async function answers(client: DynamoDBClient, engine: ChildProcess): Promise<boolean> {
  for (const giveUpAt = Date.now() + startLimitMs; Date.now() < giveUpAt; await pause(20)) {
    if (engine.exitCode !== null) return false;
    const answer = client.send(new ListTablesCommand({}), { abortSignal: AbortSignal.timeout(2_000) });
    const isThere = await answer.then(
      () => true,
      () => false,
    );
    // Whoever took the port first may answer as well.
    if (isThere) return engine.exitCode === null;
  }
  return false;
}

const makeTable = (client: DynamoDBClient, TableName: string, own: readonly Index[]) =>
  client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        ...own.flatMap(({ pk, at }) => [
          { AttributeName: pk, AttributeType: 'S' as const },
          { AttributeName: at, AttributeType: 'N' as const },
        ]),
      ],
      ...(own.length > 0 && {
        GlobalSecondaryIndexes: own.map(({ name, pk, at }) => ({
          IndexName: name,
          KeySchema: [
            { AttributeName: pk, KeyType: 'HASH' as const },
            { AttributeName: at, KeyType: 'RANGE' as const },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' as const },
        })),
      }),
    }),
  );

const enginePath = (): string =>
  join(
    createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`),
    '../dynoxide',
  );
