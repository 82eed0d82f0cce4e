import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { isBusy } from '../folder-lock.ts';
import { StartFailure } from '../start-failure.ts';
import type { StateFolder } from '../state-folder.ts';
import type { Engine } from './engine.ts';

/** Starts fauxqs (SQS and S3 on SQLite) in a thread of its own, away from the gateway's event loop. */
export async function startFauxqsEngine(state: StateFolder): Promise<Engine> {
  const dataDir = state.folder('fauxqs');
  try {
    returnMessagesInFlight(join(dataDir, 'fauxqs.db'));
  } catch (error) {
    if (isBusy(error)) throw new StartFailure(`${dataDir} is in use by another process: end that first.`);
    throw state.damaged('fauxqs/fauxqs.db', error);
  }
  const thread = new Worker(new URL('./fauxqs-thread.ts', import.meta.url), {
    workerData: { dataDir },
    execArgv: ['--no-warnings'],
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    thread.once('message', (message: { readonly endpoint: string }) => resolve(message.endpoint));
    thread.once('error', (error) =>
      reject(
        new StartFailure(
          `The SQS and S3 engine does not start: ${error.message}. Or set SQS_ENDPOINT and S3_ENDPOINT to running ones.`,
        ),
      ),
    );
  });
  return {
    endpoint,
    close: async () => {
      thread.postMessage('close');
      await new Promise((done) => thread.once('exit', done));
    },
  };
}

/** Who held them is gone: without this they would stay hidden until the visibility timeout of the last run is over. */
function returnMessagesInFlight(file: string): void {
  if (!existsSync(file)) return;
  const database = new DatabaseSync(file);
  try {
    // A run that was killed very early has not made the table.
    if (!database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'sqs_messages'").get()) return;
    database.exec(
      'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE receipt_handle IS NOT NULL',
    );
  } finally {
    database.close();
  }
}
