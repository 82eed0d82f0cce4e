import type { Wired, Wiring } from '../assembly/wiring.ts';
import { type SqsCalls, SqsFault } from '../aws/sqs-calls.ts';

export type Queue = Wired<'AWS::SQS::Queue'>;

export interface QueueDepth {
  readonly visible: number;
  readonly in_flight: number;
  readonly delayed: number;
}

/** Creates the queue, or gives the one of an earlier run the template's attributes. */
export async function createQueue(sqs: SqsCalls, queue: Queue): Promise<void> {
  const attributes = attributesOf(queue);
  try {
    await sqs.call('SetQueueAttributes', { QueueUrl: queue.ref, Attributes: attributes });
  } catch (error) {
    if (!(error instanceof SqsFault) || error.name !== 'QueueDoesNotExist') throw error;
    const fifo = queue.properties.FifoQueue ? { FifoQueue: 'true' } : {};
    await sqs.call('CreateQueue', { QueueName: queue.name, Attributes: { ...attributes, ...fifo } });
  }
}

export async function emptyQueue(sqs: SqsCalls, queue: Queue): Promise<void> {
  await sqs.call('PurgeQueue', { QueueUrl: queue.ref });
}

export async function measureQueue(sqs: SqsCalls, queue: Queue): Promise<QueueDepth> {
  const prefix = 'ApproximateNumberOfMessages';
  const AttributeNames = [prefix, `${prefix}NotVisible`, `${prefix}Delayed`];
  const { Attributes: found } = await sqs.call<{ readonly Attributes: Readonly<Record<string, string>> }>(
    'GetQueueAttributes',
    { QueueUrl: queue.ref, AttributeNames },
  );
  return {
    visible: Number(found[prefix]),
    in_flight: Number(found[`${prefix}NotVisible`]),
    delayed: Number(found[`${prefix}Delayed`]),
  };
}

/** ARNs of the queues to which others hand what they cannot deliver. */
export function deadLetterArns(wiring: Wiring): ReadonlySet<string> {
  return new Set(
    [
      ...wiring.all('AWS::SQS::Queue').map(({ properties }) => properties.RedrivePolicy?.deadLetterTargetArn),
      ...wiring
        .all('AWS::Scheduler::Schedule')
        .map(({ properties }) => properties.Target.DeadLetterConfig?.Arn),
      ...wiring.all('AWS::Lambda::Function').map(({ properties }) => properties.DeadLetterConfig?.TargetArn),
    ].filter((arn) => arn !== undefined),
  );
}

function attributesOf({ properties }: Queue): Record<string, string> {
  const redrive = properties.RedrivePolicy && JSON.stringify(properties.RedrivePolicy);
  const attributes = {
    DelaySeconds: properties.DelaySeconds ?? 0,
    MaximumMessageSize: properties.MaximumMessageSize ?? 1_048_576,
    MessageRetentionPeriod: properties.MessageRetentionPeriod ?? 345_600,
    ReceiveMessageWaitTimeSeconds: properties.ReceiveMessageWaitTimeSeconds ?? 0,
    VisibilityTimeout: properties.VisibilityTimeout ?? 30,
    ...(properties.ContentBasedDeduplication !== undefined && {
      ContentBasedDeduplication: properties.ContentBasedDeduplication,
    }),
    ...(redrive && { RedrivePolicy: redrive }),
  };
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}
