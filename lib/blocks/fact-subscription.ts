import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FactBus } from './fact-bus.ts';
import type { WorkQueue } from './work-queue.ts';

export interface FactSubscriptionProps {
  readonly bus: FactBus;
  readonly queue: WorkQueue;
  /** Types of facts. */
  readonly facts: readonly string[];
  /** What a fact's `data` must be, as in an event pattern. @default anything */
  readonly data?: Readonly<Record<string, readonly unknown[]>>;
}

/** Puts facts from the bus onto a queue, one message each whose body is the fact. */
export class FactSubscription extends Construct {
  constructor(scope: Construct, id: string, props: FactSubscriptionProps) {
    super(scope, id);
    const { bus, queue, facts, data } = props;
    const rule = new CfnRule(this, 'Rule', {
      description: `Facts for ${queue.node.id}`,
      eventBusName: bus.eventBusName,
      eventPattern: {
        source: ['salio'],
        'detail-type': facts,
        ...(data === undefined ? {} : { detail: { data } }),
      },
      targets: [
        {
          id: 'Queue',
          arn: queue.queue.queueArn,
          inputPath: '$.detail',
          // What EventBridge could not put onto the queue for a day.
          deadLetterConfig: { arn: queue.deadLetters.queueArn },
          retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
        },
      ],
    });
    for (const target of [queue.queue, queue.deadLetters]) allowRule(target, rule);
  }
}

/** SQS encrypts by itself, so that the rule needs no key. */
function allowRule(queue: Queue, rule: CfnRule): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } },
    }),
  );
}
