import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { sqsClient } from '../shared/adapters/sqs/client.ts';
import { sideBySide } from '../shared/kernel/side-by-side.ts';
import type { Installation, InstalledQueue } from './installation.ts';
import { UsageError } from './run-command.ts';

/** A queue of what failed for good. */
export interface DeadLetterQueue {
  readonly name: string;
  readonly url: string;
  /** The queue whose messages end here; none where what ended here was no message: a run of a job. */
  readonly source?: InstalledQueue;
}

const width = 8;

/** Those of a stage, by the redrive policies of its queues as they stand. */
export async function deadLetterQueues({ queues }: Installation): Promise<readonly DeadLetterQueue[]> {
  const standing = await sideBySide(queues, width, async (queue) => {
    const { Attributes = {} } = await sqsClient().send(
      new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ['QueueArn', 'RedrivePolicy'] }),
    );
    const redrive = JSON.parse(Attributes.RedrivePolicy ?? '{}') as { deadLetterTargetArn?: string };
    return { queue, arn: Attributes.QueueArn, target: redrive.deadLetterTargetArn };
  });
  return standing
    .flatMap(({ queue: { name, url, worker }, arn }) => {
      const source = standing.find(({ target }) => target !== undefined && target === arn)?.queue;
      return source || worker === undefined ? [{ name, url, ...(source && { source }) }] : [];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** By its own name, or by that of the queue whose dead letters it keeps. */
export function queueNamed(queues: readonly DeadLetterQueue[], name: string): DeadLetterQueue {
  const found =
    queues.find((queue) => queue.name === name) ?? queues.find(({ source }) => source?.name === name);
  if (found) return found;
  const known = queues.map((queue) => queue.source?.name ?? queue.name).join(', ');
  throw new UsageError(`There is no queue "${name}"; those with dead letters are ${known}.`);
}
