import { Worker } from 'node:worker_threads';
import { MongoClient } from 'mongodb';
import { StartFailure } from '../start-failure.ts';
import type { StateFolder } from '../state-folder.ts';
import type { Engine } from './engine.ts';
import { mayShowPassword, withoutPassword } from './mongodb-uri.ts';

const reachTimeoutMs = 5000;

/** Starts the embedded MongoDB in a thread of its own; port 0 takes a free one. */
export async function startMongodb(state: StateFolder, port: number): Promise<Engine> {
  const workerData = { dataDir: state.folder('mongodb'), port, host: '127.0.0.1' };
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
    const elsewhere = 'Or set SALIO_STATE to another folder, or MONGODB_URI to a running one.';
    throw new StartFailure(`The embedded MongoDB does not start: ${reason}. ${elsewhere}`);
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
  const client = clientOf(uri);
  try {
    await client.db('admin').command({ ping: 1 });
  } catch (error) {
    const { message } = error as Error;
    const reason = mayShowPassword(uri, message)
      ? 'the driver does not find a server there (are user name and password percent-encoded?)'
      : message;
    throw new StartFailure(`MONGODB_URI (${withoutPassword(uri)}) cannot be reached: ${reason}`);
  } finally {
    await client.close();
  }
  return { endpoint: uri, close: async () => undefined };
}

function clientOf(uri: string): MongoClient {
  try {
    return new MongoClient(uri, {
      serverSelectionTimeoutMS: reachTimeoutMs,
      connectTimeoutMS: reachTimeoutMs,
    });
  } catch {
    // What the driver says of it repeats it whole.
    throw new StartFailure(
      `MONGODB_URI (${withoutPassword(uri)}) is no connection string: percent-encode user name and password, and see to the names and values of its options.`,
    );
  }
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
