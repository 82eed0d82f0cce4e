import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { SalioFunction, type SalioFunctionProps } from './salio-function.ts';

export interface ScheduledJobProps extends Omit<SalioFunctionProps, 'reservedConcurrency' | 'asynchronous'> {
  readonly everyMinutes: number;
  /** AWS's six fields, in UTC, for times that are `everyMinutes` apart. @default from when it is deployed on */
  readonly cron?: string;
  /** Where a run ends that could not be started, or failed for good. */
  readonly deadLetters: IQueue;
}

/** A function that EventBridge Scheduler wakes with `{"time": …}`, the time of the schedule, not of the delivery. */
export class ScheduledJob extends Construct {
  readonly job: LambdaFunction;

  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    const { everyMinutes, cron, deadLetters } = props;
    const interval = Duration.minutes(everyMinutes);
    // Lambda keeps an invocation for six hours at most.
    const maxAge = Duration.minutes(Math.min(everyMinutes, 360));
    const job = new SalioFunction(this, 'Job', { ...props, asynchronous: { deadLetters, maxAge } });
    const role = new Role(this, 'SchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [job.function.functionArn] }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
    );
    this.job = job.function;
    const schedule = new CfnSchedule(this, 'Schedule', {
      description: props.lambda,
      ...(cron === undefined
        ? { scheduleExpression: `rate(${everyMinutes} ${everyMinutes === 1 ? 'minute' : 'minutes'})` }
        : { scheduleExpression: `cron(${cron})`, scheduleExpressionTimezone: 'UTC' }),
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: job.function.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({
          time: '<aws.scheduler.scheduled-time>',
          // For whoever finds a missed run among the dead letters of all jobs.
          job: props.lambda.slice(props.lambda.indexOf('/') + 1),
        }),
        deadLetterConfig: { arn: deadLetters.queueArn },
        // A run that is not started before the next one is due has nothing left to do.
        retryPolicy: { maximumEventAgeInSeconds: interval.toSeconds(), maximumRetryAttempts: 2 },
      },
    });
    schedule.node.addDependency(role);
    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaAsyncFailureDestination',
      reason: 'What fails for good ends in the dead letters of the jobs, which need no second copy.',
    });
  }
}
