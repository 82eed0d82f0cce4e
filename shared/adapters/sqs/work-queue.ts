import { setTimeout as pause } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { sideBySide } from '../../kernel/side-by-side.ts';
import type { WorkQueue } from '../../kernel/work-queue.ts';
import { sqsClient } from './client.ts';

const batchLimit = 10;
/** Batches under way at once. */
const width = 8;
const longestDelaySeconds = 900;
const maxTries = 4;

/** Work as JSON, one message each. Throws when some of it could not be sent: then all of it must be sent again. */
export function sqsWorkQueue<Work>(queueUrl: string, client: SQSClient = sqsClient()): WorkQueue<Work> {
  return {
    async send(work, delaySeconds = 0) {
      const DelaySeconds = Math.min(longestDelaySeconds, Math.max(0, Math.ceil(delaySeconds)));
      const batches = Array.from({ length: Math.ceil(work.length / batchLimit) }, (_, batch) =>
        work.slice(batch * batchLimit, (batch + 1) * batchLimit).map((each) => JSON.stringify(each)),
      );
      await sideBySide(batches, width, (bodies) => sendBatch(client, queueUrl, bodies, DelaySeconds));
    },
  };
}

async function sendBatch(
  client: SQSClient,
  QueueUrl: string,
  bodies: readonly string[],
  DelaySeconds: number,
): Promise<void> {
  let rest = bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody, DelaySeconds }));
  for (let tries = 1; ; tries++) {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: rest }));
    if (Failed.length === 0) return;
    if (tries === maxTries) throw new Error(`${Failed.length} messages not sent: ${codesOf(Failed)}`);
    rest = rest.filter(({ Id }) => Failed.some((failure) => failure.Id === Id));
    await pause(Math.random() * 100 * 2 ** tries);
  }
}

const codesOf = (failures: readonly { Code?: string | undefined }[]): string =>
  [...new Set(failures.map(({ Code }) => Code ?? 'unknown'))].join(', ');
