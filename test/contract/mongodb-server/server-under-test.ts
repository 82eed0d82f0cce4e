import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll } from '@jest/globals';
import { type Db, MongoClient, MongoServerError } from 'mongodb';

const SERVER_THREAD = new URL('../../../local/mongodb/server-thread.ts', import.meta.url);

/** A real server to hold the emulator's suite against. */
export const REAL_SERVER = process.env.MONGODB_URI;

export interface RunningServer {
  readonly uri: string;
  readonly close: () => Promise<void>;
}

/** The emulator in a worker thread, as the local runtime starts it. */
export async function startEmulator(dataDir: string, port = 0): Promise<RunningServer> {
  const worker = new Worker(SERVER_THREAD, { workerData: { dataDir, port } });
  const message = await new Promise<{ uri?: string; error?: string }>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  if (message.uri === undefined) throw new Error(message.error);
  // A test that fails before it closes its server must not keep the whole run from ending.
  worker.unref();
  const close = async (): Promise<void> => {
    worker.ref();
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage('close');
    await ended;
  };
  return { uri: message.uri, close };
}

/** A folder that is removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'salio-mongodb-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface UnderTest {
  readonly client: MongoClient;
  readonly db: Db;
}

/** One database of its own for the test file: on the emulator, or on the server of MONGODB_URI. */
export function serverUnderTest(): UnderTest {
  const folder = temporaryFolder();
  let server: RunningServer | undefined;
  let client: MongoClient | undefined;
  let db: Db | undefined;
  beforeAll(async () => {
    server = REAL_SERVER ? undefined : await startEmulator(folder);
    client = await new MongoClient(REAL_SERVER ?? server?.uri ?? '').connect();
    db = client.db(`contract_${process.pid}_${Math.random().toString(36).slice(2, 10)}`);
  });
  afterAll(async () => {
    await db?.dropDatabase();
    await client?.close();
    await server?.close();
  });
  return {
    get client() {
      if (client === undefined)
        throw new Error('the server starts before the tests, not while they are declared');
      return client;
    },
    get db() {
      if (db === undefined)
        throw new Error('the server starts before the tests, not while they are declared');
      return db;
    },
  };
}

/** The error with which the server answered. */
export async function refusal(work: Promise<unknown>): Promise<MongoServerError> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof MongoServerError) return outcome;
  throw new Error(`the server was to refuse, but the outcome was ${String(outcome)}`);
}
