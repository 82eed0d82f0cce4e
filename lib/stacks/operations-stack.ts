import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../blocks/alarm-topic.ts';
import { type Runbook, RunbookAlarm } from '../blocks/runbook-alarm.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data-stack.ts';
import type { PipelineStack } from './pipeline-stack.ts';

export interface OperationsStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
}

const everyMinute = { period: Duration.minutes(1) };

/** What wakes people: money notices refused, work that failed for good, work that waits. */
export class OperationsStack extends Stack {
  private readonly settings: StageSettings;
  private readonly alarms: AlarmTopic;

  constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props);
    this.settings = props.settings;
    this.alarms = new AlarmTopic(this, 'Alarms', {
      encryptionKey: props.data.key,
      emails: props.settings.operations.alarmEmails,
    });
    this.watchHooks(props.pipeline);
    this.watchQueues(props.pipeline);
    new CfnOutput(this, 'AlarmTopic', {
      value: this.alarms.topic.topicArn,
      description: 'Subscribe to hear alarms',
    });
  }

  private watchHooks({ payments }: PipelineStack): void {
    const { api } = payments.hooks;
    const sum = { ...everyMinute, statistic: 'Sum' };
    this.alarm(
      'HooksRefuse',
      'hooks-refuse',
      'A callback from M-Pesa was refused (4xx).',
      api.metricClientError(sum),
    );
    this.alarm(
      'HooksFail',
      'hooks-fail',
      'A callback from M-Pesa was not kept (5xx).',
      api.metricServerError(sum),
    );
    this.alarm(
      ...(['ValidationFails', 'validation-fails'] as const),
      'A C2B validation was accepted without being checked, because its function failed.',
      payments.validation.function.metricErrors(sum),
    );
  }

  private watchQueues({ queues, missedRuns }: PipelineStack): void {
    // Reconciliations and status queries may be sent with a delay of up to 15 minutes, which counts as age.
    const patienceMinutes = { PaymentNotices: 5, Reconciliations: 30, StatusQueries: 30 };
    const named = {
      PaymentNotices: queues.paymentNotices,
      Reconciliations: queues.reconciliations,
      StatusQueries: queues.statusQueries,
    };
    for (const name of ['PaymentNotices', 'Reconciliations', 'StatusQueries'] as const) {
      const { queue, deadLetters } = named[name];
      this.alarm(
        ...([`${name}DeadLetters`, 'dead-letters'] as const),
        `A message of ${name} failed five times.`,
        deadLetters.metricApproximateNumberOfMessagesVisible({ ...everyMinute, statistic: 'Maximum' }),
      );
      this.alarm(
        ...([`${name}Wait`, 'work-waits'] as const),
        `A message of ${name} has waited for ${patienceMinutes[name]} minutes.`,
        queue.metricApproximateAgeOfOldestMessage({ ...everyMinute, statistic: 'Maximum' }),
        { threshold: patienceMinutes[name] * 60, periods: 2 },
      );
    }
    this.alarm(
      ...(['MissedRuns', 'missed-runs'] as const),
      'A scheduled job could not be started, or failed twice.',
      missedRuns.queue.metricApproximateNumberOfMessagesVisible({ ...everyMinute, statistic: 'Maximum' }),
    );
  }

  private alarm(
    id: string,
    runbook: Runbook,
    what: string,
    metric: Metric,
    when: { threshold?: number; periods?: number } = {},
  ) {
    const { runbooksUrl } = this.settings.operations;
    new RunbookAlarm(this, id, {
      ...{ what, runbook, runbooksUrl, metric, topic: this.alarms.topic },
      ...when,
    });
  }
}
