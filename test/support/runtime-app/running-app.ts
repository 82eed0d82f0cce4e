import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Runtime, RuntimeOptions } from '../../../local/runtime/runtime.ts';
import { startRuntime } from '../../../local/runtime/start-runtime.ts';
import { synthesizeRuntimeApp } from './synthesize.ts';

const access = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

export type Row = Readonly<Record<string, AttributeValue>>;

/** The app of this folder, running on free ports and in a temporary folder. */
export interface RunningApp {
  readonly runtime: Runtime;
  readonly directory: string;
  /** Lines that the runtime told about. */
  readonly news: readonly string[];
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  note(id: string): Promise<Row | undefined>;
  noteIds(): Promise<readonly string[]>;
  /** Takes up to ten messages off a queue. */
  takeMessages(queueName: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function startRuntimeApp(options: Partial<RuntimeOptions> = {}): Promise<RunningApp> {
  const directory = await mkdtemp(join(tmpdir(), 'runtime-app-'));
  const news: string[] = [];
  const runtime = await startRuntime({
    synthesize: () => synthesizeRuntimeApp(directory),
    stateDir: join(directory, 'state'),
    port: 0,
    log: (line) => news.push(line),
    ...options,
  });
  return {
    ...clientsOf(runtime),
    runtime,
    directory,
    news,
    close: async () => {
      await runtime.close();
      await rm(directory, { recursive: true });
    },
  };
}

function clientsOf({ url, endpoints, readQueues }: Runtime) {
  const tables = new DynamoDBClient({ ...access, endpoint: endpoints.dynamodb });
  const queues = new SQSClient({ ...access, endpoint: endpoints.sqs });
  const tableName = async () => (await tables.send(new ListTablesCommand({}))).TableNames?.[0];
  return {
    post: (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: (path: string, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${url}${path}`, { headers }),
    note: async (id: string) => {
      const key = { pk: { S: `NOTE#${id}` }, sk: { S: 'NOTE' } };
      return (
        await tables.send(
          new GetItemCommand({ TableName: await tableName(), Key: key, ConsistentRead: true }),
        )
      ).Item;
    },
    noteIds: async () => {
      const ids: string[] = [];
      for await (const { Items: items = [] } of paginateScan(
        { client: tables },
        { TableName: await tableName(), ProjectionExpression: 'pk' },
      )) {
        ids.push(...items.map(({ pk }) => pk?.S?.replace('NOTE#', '') ?? ''));
      }
      return ids;
    },
    takeMessages: async (queueName: string) => {
      const arn = (await readQueues()).find(({ name }) => name === queueName)?.arn;
      const QueueUrl = `${endpoints.sqs}/000000000000/${arn?.split(':').at(-1)}`;
      const { Messages: found = [] } = await queues.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
      );
      for (const { ReceiptHandle } of found)
        await queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return found.map(({ Body }) => Body ?? '');
    },
  };
}
