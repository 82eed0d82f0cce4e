import { displayName } from '../assembly/display-name.ts';
import type { Wiring } from '../assembly/wiring.ts';
import { type Bucket, createBucket, emptyBucket } from './buckets.ts';
import type { Clients } from './clients.ts';
import {
  createQueue,
  deadLetterArns,
  emptyQueue,
  measureQueue,
  type Queue,
  type QueueDepth,
} from './queues.ts';
import { createTable, emptyTable, type Table } from './tables.ts';

export interface QueueReading extends QueueDepth {
  readonly name: string;
  readonly arn: string;
  readonly isDeadLetterQueue: boolean;
}

/** The template's tables, queues and buckets in the engines. */
export interface Stores {
  readonly tables: readonly Table[];
  readonly queues: readonly Queue[];
  readonly buckets: readonly Bucket[];
  /** Makes what is absent. */
  create(): Promise<void>;
  empty(): Promise<void>;
  measureQueues(): Promise<readonly QueueReading[]>;
}

export function openStores(wiring: Wiring, clients: Clients): Stores {
  const tables = wiring.all('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table');
  const queues = wiring.all('AWS::SQS::Queue');
  const buckets = wiring.all('AWS::S3::Bucket');
  const dead = deadLetterArns(wiring);
  // A queue names its dead-letter queue, which has to be there before.
  const inOrder = queues.toSorted((left, right) => Number(dead.has(right.arn)) - Number(dead.has(left.arn)));

  return {
    tables,
    queues,
    buckets,
    create: async () => {
      await Promise.all([
        ...tables.map((table) => createTable(clients.dynamodb, table)),
        ...buckets.map((bucket) => createBucket(clients.s3, bucket)),
        inOrder.reduce(
          (before, queue) => before.then(() => createQueue(clients.sqs, queue)),
          Promise.resolve(),
        ),
      ]);
    },
    empty: async () => {
      await Promise.all([
        ...tables.map((table) => emptyTable(clients.dynamodb, table)),
        ...buckets.map((bucket) => emptyBucket(clients.s3, bucket)),
        ...queues.map((queue) => emptyQueue(clients.sqs, queue)),
      ]);
    },
    measureQueues: async () =>
      await Promise.all(
        queues.map(async (queue) => ({
          ...(await measureQueue(clients.sqs, queue)),
          name: displayName(queue.resource, queue.name),
          arn: queue.arn,
          isDeadLetterQueue: dead.has(queue.arn),
        })),
      ),
  };
}
