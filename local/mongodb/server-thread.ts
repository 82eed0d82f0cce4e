import { parentPort, workerData } from 'node:worker_threads';
import { type MongoServerOptions, startMongoServer } from './server.ts';

/**
 * Runs the server in a worker thread, so that its work on large collections does not hold up the thread that started it.
 * `workerData` holds the options; the first message back is `{ uri, port }` or `{ error }`. The message `'close'` ends it.
 */
try {
  const server = await startMongoServer(workerData as MongoServerOptions);
  parentPort?.once('message', () => server.close());
  parentPort?.postMessage({ uri: server.uri, port: server.port });
} catch (error) {
  parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
  parentPort?.close();
}
