import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../blocks/alarm-topic.ts';
import { type Runbook, RunbookAlarm, type RunbookAlarmProps } from '../blocks/runbook-alarm.ts';
import type { WorkQueue } from '../blocks/work-queue.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data-stack.ts';
import type { PipelineStack } from './pipeline-stack.ts';

export interface OperationsStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
}

const highest = { period: Duration.minutes(1), statistic: 'Maximum' };

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
    this.watchOperators();
    this.watchSources();
    new CfnOutput(this, 'AlarmTopic', {
      value: this.alarms.topic.topicArn,
      description: 'Subscribe to hear alarms',
    });
  }

  private watchHooks({ payments }: PipelineStack): void {
    const { api } = payments.hooks;
    const sum = { period: Duration.minutes(1), statistic: 'Sum' };
    this.alarm('HooksRefuse', {
      what: 'A callback from M-Pesa was refused (4xx).',
      runbook: 'hooks-refuse',
      metric: api.metricClientError(sum),
    });
    this.alarm('HooksFail', {
      what: 'A callback from M-Pesa was not kept (5xx).',
      runbook: 'hooks-fail',
      metric: api.metricServerError(sum),
    });
    this.alarm('ValidationFails', {
      what: 'A C2B validation was accepted without being checked, because its function failed.',
      runbook: 'validation-fails',
      metric: payments.validation.function.metricErrors(sum),
    });
  }

  private watchQueues({ queues }: PipelineStack): void {
    this.watchQueue('PaymentNotices', queues.paymentNotices, Duration.minutes(5));
    // Work that is sent with a delay of up to 15 minutes is that old when it begins.
    this.watchQueue('Reconciliations', queues.reconciliations, Duration.minutes(30));
    this.watchQueue('StatusQueries', queues.statusQueries, Duration.minutes(30));
    this.watchQueue('Notifications', queues.notifications, Duration.minutes(15), 'slack-refuses');
    this.watchQueue('BalanceQueries', queues.balanceQueries, Duration.minutes(30));
    this.watchQueue('BalanceResults', queues.balanceResults, Duration.minutes(5));
    // The operator's own system may be down for a while.
    this.watchQueue('Forwards', queues.forwards, Duration.hours(1), 'forwarding-fails');
    this.alarm('MissedRuns', {
      what: 'A scheduled job could not be started, or failed twice.',
      runbook: 'missed-runs',
      metric: queues.missedRuns.queue.metricApproximateNumberOfMessagesVisible(highest),
    });
  }

  /** Whichever function hears that M-Pesa refuses an API operator, or a shortcode. */
  private watchOperators(): void {
    for (const service of ['record-balance', 'query-balance', 'reconcile-notice']) {
      const metric = new Metric({
        namespace: 'Salio',
        metricName: 'BalancePollingStopped',
        dimensionsMap: { service },
        period: Duration.minutes(1),
        statistic: 'Sum',
      });
      this.alarm(`PollingStopped-${service}`, {
        what: 'M-Pesa refused an API operator or a shortcode: it is asked nothing until somebody resumes it.',
        runbook: 'polling-stopped',
        metric,
      });
    }
  }

  /** Whichever function takes a callback. */
  private watchSources(): void {
    for (const service of ['reconcile-notice', 'record-balance', 'answer-validation']) {
      const metric = new Metric({
        namespace: 'Salio',
        metricName: 'UnknownSourceAddress',
        dimensionsMap: { service },
        period: Duration.minutes(1),
        statistic: 'Sum',
      });
      this.alarm(`UnknownSource-${service}`, {
        what: 'A callback came from an address that M-Pesa is not known to call from; it was taken.',
        runbook: 'unknown-source',
        metric,
      });
    }
  }

  private watchQueue(
    name: string,
    { queue, deadLetters }: WorkQueue,
    patience: Duration,
    runbook: Runbook = 'dead-letters',
  ): void {
    this.alarm(`${name}DeadLetters`, {
      what: `A message of ${name} failed for good.`,
      runbook,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible(highest),
    });
    this.alarm(`${name}Wait`, {
      what: `A message of ${name} has waited for ${patience.toMinutes()} minutes.`,
      runbook: 'work-waits',
      metric: queue.metricApproximateAgeOfOldestMessage(highest),
      threshold: patience.toSeconds(),
      periods: 2,
    });
  }

  private alarm(id: string, alarm: Omit<RunbookAlarmProps, 'runbooksUrl' | 'topic'>): void {
    const { runbooksUrl } = this.settings.operations;
    new RunbookAlarm(this, id, { ...alarm, runbooksUrl, topic: this.alarms.topic });
  }
}
