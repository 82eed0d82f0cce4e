import { Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SalioFunction, type SalioFunctionProps } from './salio-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface QueueWorkerProps
  extends Omit<SalioFunctionProps, 'timeout' | 'reservedConcurrency' | 'asynchronous' | 'feedsItself'> {
  readonly queue: WorkQueue;
  readonly concurrency: {
    readonly maximumConcurrency: number;
    readonly reservedConcurrency?: number | undefined;
  };
}

/** A function that takes work off a queue, ten messages at a time, and hands back only those that failed. */
export class QueueWorker extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    super(scope, id);
    const { queue, concurrency, needs = [] } = props;
    const receive = new PolicyStatement({
      actions: [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ChangeMessageVisibility',
      ],
      resources: [queue.queue.queueArn],
    });
    const worker = new SalioFunction(this, 'Worker', {
      settings: props.settings,
      lambda: props.lambda,
      memoryMb: props.memoryMb,
      timeout: queue.workTimeout,
      reservedConcurrency: concurrency.reservedConcurrency,
      needs: [...needs, { statements: [receive] }],
      feedsItself: needs.includes(queue.send),
    });
    this.function = worker.function;
    const source = new EventSourceMapping(this, 'Source', {
      target: worker.function,
      eventSourceArn: queue.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: concurrency.maximumConcurrency,
    });
    source.node.addDependency(worker.role);
    const reason = "It is fed by a queue: what fails ends in the queue's dead letters.";
    Validations.of(this).acknowledge(
      { id: 'Serverless-LambdaDLQ', reason },
      { id: 'Serverless-LambdaAsyncFailureDestination', reason },
      { id: 'Serverless-LambdaEventSourceMappingDestination', reason },
    );
  }
}
