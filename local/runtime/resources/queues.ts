import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Wired, Wiring } from '../assembly/wiring.ts';

export type Queue = Wired<'AWS::SQS::Queue'>;

export interface QueueDepth {
  readonly visible: number;
  readonly in_flight: number;
  readonly delayed: number;
}

/** Creates the queue, or gives the one of an earlier run the template's attributes. */
export async function createQueue(client: SQSClient, queue: Queue): Promise<void> {
  const attributes = attributesOf(queue);
  try {
    await client.send(new SetQueueAttributesCommand({ QueueUrl: queue.ref, Attributes: attributes }));
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
    const fifo = queue.properties.FifoQueue ? { FifoQueue: 'true' } : {};
    await client.send(
      new CreateQueueCommand({ QueueName: queue.name, Attributes: { ...attributes, ...fifo } }),
    );
  }
}

export async function emptyQueue(client: SQSClient, queue: Queue): Promise<void> {
  await client.send(new PurgeQueueCommand({ QueueUrl: queue.ref }));
}

export async function measureQueue(client: SQSClient, queue: Queue): Promise<QueueDepth> {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  const { Attributes: found = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queue.ref, AttributeNames: [...names] }),
  );
  const [visible, inFlight, delayed] = names.map((name) => Number(found[name] ?? 0));
  return { visible: visible ?? 0, in_flight: inFlight ?? 0, delayed: delayed ?? 0 };
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
