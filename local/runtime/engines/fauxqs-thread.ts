import { Server } from 'node:net';
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { startFauxqs } from 'fauxqs';

/** Thread of the SQS and S3 engine: posts its endpoint, ends on any message. */
const { dataDir } = workerData as { readonly dataDir: string };

// fauxqs listens on every interface and offers no setting for it.
const listen = Server.prototype.listen;
Server.prototype.listen = function onLoopback(this: Server, ...args: unknown[]) {
  const [options] = args;
  if (typeof options === 'object' && options !== null && 'host' in options)
    args[0] = { ...options, host: '127.0.0.1' };
  return Reflect.apply(listen, this, args) as Server;
} as typeof listen;

await repair();
const server = await startFauxqs({ port: 0, logger: false, dataDir });
Server.prototype.listen = listen;

parentPort?.once('message', () => {
  void server.stop().finally(() => process.exit());
});
parentPort?.postMessage({ endpoint: `http://127.0.0.1:${server.port}` });

interface PersistenceManager {
  readonly db: DatabaseSync;
  prepareStatements(): unknown;
  updateMessageReady(id: string): void;
}

/** What of fauxqs 2.4.1 would lose or refuse good messages, or take milliseconds for each. */
async function repair(): Promise<void> {
  const inside = (path: string) => import(new URL(path, import.meta.resolve('fauxqs')).href);
  const { PersistenceManager } = (await inside('./persistence.js')) as {
    PersistenceManager: { prototype: PersistenceManager };
  };
  const kept = PersistenceManager.prototype;

  // Making a message visible at once writes NULL to a NOT NULL column, and the message is gone from the queue.
  kept.updateMessageReady = function makeReady(id) {
    const update =
      'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?';
    this.db.prepare(update).run(id);
  };

  // Waiting for the disk three times for each message is for power cuts; a killed process loses nothing without.
  const { prepareStatements } = kept;
  kept.prepareStatements = function prepareWithoutWaiting() {
    this.db.exec('PRAGMA synchronous = NORMAL');
    return prepareStatements.call(this);
  };

  // Characters beyond the first plane (an emoji in a name) are valid in SQS.
  const { INVALID_MESSAGE_BODY_CHAR } = (await inside('./sqs/sqsTypes.js')) as {
    INVALID_MESSAGE_BODY_CHAR: RegExp;
  };
  INVALID_MESSAGE_BODY_CHAR.test = (body) =>
    /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(body);
}
