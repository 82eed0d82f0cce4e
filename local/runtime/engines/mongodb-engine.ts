import { Worker } from 'node:worker_threads';
import { MongoClient } from 'mongodb';
import { StartFailure } from '../start-failure.ts';
import type { Engine } from './engine.ts';
import { freePort } from './free-port.ts';

const reachTimeoutMs = 5000;

/** Starts the embedded MongoDB in a thread of its own; port 0 takes a free one. */
export async function startMongodb(dataDir: string, port: number): Promise<Engine> {
  const workerData = { dataDir, port: port === 0 ? await freePort() : port, host: '127.0.0.1' };
  const thread = new Worker(new URL('../../mongodb/server-thread.ts', import.meta.url), {
    workerData,
    execArgv: ['--no-warnings'],
  });
  const answer = await new Promise<{ readonly uri?: string; readonly error?: unknown }>((resolve) => {
    thread.once('message', resolve);
    thread.once('error', (error) => resolve({ error: error.message }));
  });
  if (answer.uri === undefined) {
    await thread.terminate();
    const reason = String(answer.error).replace(/\.$/, '');
    throw new StartFailure(
      `The embedded MongoDB does not start: ${reason}. Or set MONGODB_URI to a running one.`,
    );
  }
  const { uri } = answer;
  return {
    endpoint: uri,
    empty: () => dropDatabases(uri),
    close: async () => {
      await thread.terminate();
    },
  };
}

/** The operator's own MongoDB. Throws StartFailure when it does not answer within five seconds. */
export async function reachMongodb(uri: string): Promise<Engine> {
  try {
    const client = new MongoClient(uri, {
      serverSelectionTimeoutMS: reachTimeoutMs,
      connectTimeoutMS: reachTimeoutMs,
    });
    try {
      await client.db('admin').command({ ping: 1 });
    } finally {
      await client.close();
    }
  } catch (error) {
    throw new StartFailure(
      `MONGODB_URI (${withoutPassword(uri)}) cannot be reached: ${(error as Error).message}`,
    );
  }
  return { endpoint: uri, close: async () => undefined };
}

async function dropDatabases(uri: string): Promise<void> {
  const client = new MongoClient(uri);
  try {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    for (const { name } of databases) await client.db(name).dropDatabase();
  } finally {
    await client.close();
  }
}

/** The URI as it may be shown. */
export function withoutPassword(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//***@');
}
