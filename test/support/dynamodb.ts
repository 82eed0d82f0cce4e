import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
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

const startLimitMs = 10_000;

/** Starts the embedded engine on a free port, with its data in a folder of its own. */
export async function startDynamo(): Promise<TestDynamo> {
  const folder = await mkdtemp(join(tmpdir(), 'salio-dynamodb-'));
  const port = await freePort();
  const engine = spawn(enginePath(), ['--port', String(port), '--db-path', join(folder, 'data.db')], {
    stdio: 'ignore',
  });
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await answers(client, engine);
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

async function answers(client: DynamoDBClient, engine: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + startLimitMs;
  for (;;) {
    if (engine.exitCode !== null) throw new Error(`dynoxide ended with code ${engine.exitCode}`);
    try {
      await client.send(new ListTablesCommand({}));
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await pause(20);
    }
  }
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

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
