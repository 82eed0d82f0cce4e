import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Access } from './access.ts';
import { DeadLetterQueue, encryptedAndTls } from './dead-letter-queue.ts';

export interface WorkQueueProps {
  /** The variable that tells functions its URL, for example `RECONCILIATIONS_QUEUE_URL`. */
  readonly variable: `${string}_QUEUE_URL`;
  /** How long the function may take over one batch. */
  readonly workTimeout: Duration;
  /** After so many it is a dead letter. @default 5 */
  readonly maxReceives?: number;
}

/**
 * A queue of work and its dead letters. Encrypted by SQS itself: messages stay minutes, and a key of ours would have to
 * be opened to API Gateway, Scheduler and EventBridge as well.
 */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly workTimeout: Duration;
  readonly send: Access;
  /** Lets a function ask how long the queue is. */
  readonly measure: Access;
  /** Lets a function put aside at once what no further try would help; the variable is `…_DEAD_LETTERS_URL`. */
  readonly putAside: Access;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.workTimeout = props.workTimeout;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters').queue;
    this.queue = new Queue(this, 'Queue', {
      ...encryptedAndTls,
      // Lambda's advice: six times, so that retries of a throttled poller do not hand a message out twice.
      visibilityTimeout: Duration.seconds(6 * props.workTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceives ?? 5 },
    });
    const environment = { [props.variable]: this.queue.queueUrl };
    const resources = [this.queue.queueArn];
    this.send = {
      environment,
      statements: [new PolicyStatement({ actions: ['sqs:SendMessage'], resources })],
    };
    this.measure = {
      environment,
      statements: [new PolicyStatement({ actions: ['sqs:GetQueueAttributes'], resources })],
    };
    this.putAside = {
      environment: {
        [props.variable.replace('_QUEUE_URL', '_DEAD_LETTERS_URL')]: this.deadLetters.queueUrl,
      },
      statements: [
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }),
      ],
    };
  }
}
