import { Duration } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Runbook, RunbookAlarm, type RunbookAlarmProps } from '../blocks/runbook-alarm.ts';
import type { WorkQueue } from '../blocks/work-queue.ts';
import type { PipelineStack } from '../stacks/pipeline-stack.ts';
import type { StageSettings } from '../stages.ts';
import { quietInBusinessHours } from './business-hours.ts';
import { salioMetric } from './salio-metric.ts';

export interface StageAlarmsProps {
  readonly settings: StageSettings;
  readonly topic: ITopic;
  readonly pipeline: PipelineStack;
  readonly managerApi: IHttpApi;
}

const perMinute = { period: Duration.minutes(1), statistic: 'Sum' };
const highest = { period: Duration.minutes(1), statistic: 'Maximum' };
const quarter = { period: Duration.minutes(15) };

/** What wakes people: money notices refused or not kept, work that failed or waits, what we stand on away. */
export class StageAlarms extends Construct {
  private readonly props: StageAlarmsProps;

  constructor(scope: Construct, id: string, props: StageAlarmsProps) {
    super(scope, id);
    this.props = props;
    this.watchHooks();
    this.watchQueues();
    this.watchMoney();
    this.watchFunctions();
    this.watchOthers();
  }

  private watchHooks(): void {
    const { payments } = this.props.pipeline;
    const { api } = payments.hooks;
    this.alarm('HooksRefuse', {
      what: 'A callback from M-Pesa was refused (4xx).',
      runbook: 'hooks-refuse',
      metric: api.metricClientError(perMinute),
    });
    this.alarm('HooksFail', {
      what: 'A callback from M-Pesa was not kept (5xx).',
      runbook: 'hooks-fail',
      metric: api.metricServerError(perMinute),
    });
    this.alarm('ValidationFails', {
      what: 'A C2B validation was accepted without being checked, because its function failed.',
      runbook: 'validation-fails',
      metric: payments.validation.function.metricErrors(perMinute),
    });
    // Each let a customer through unchecked, or a stranger asked, who has no token: as with callbacks, that is one try, not ten.
    this.alarm('ValidationsUnknown', {
      what: 'Ten C2B validations in a quarter of an hour were accepted although nobody could know.',
      runbook: 'validation-fails',
      metric: this.own('ValidationsUnknown', quarter),
      threshold: 10,
    });
    // A stranger's try is one; a shortcode registered with an old token is many.
    this.alarm('NoticesQuarantined', {
      what: 'Ten callbacks in a quarter of an hour had a token, body or channel that nobody knows.',
      runbook: 'quarantine',
      metric: this.own('NoticesQuarantined', quarter),
      threshold: 10,
    });
    this.alarm('UnknownSource', {
      what: 'A callback came from an address that M-Pesa is not known to call from; it was taken.',
      runbook: 'unknown-source',
      metric: this.own('UnknownSourceAddress', { period: Duration.minutes(1) }),
    });
    const { businessHours } = this.props.settings.operations;
    if (businessHours === undefined) return;
    this.alarm('NoCallbacks', {
      what: `No callback came for ${businessHours.quietMinutes} minutes in business hours.`,
      runbook: 'no-callbacks',
      metric: quietInBusinessHours(businessHours, (period) => this.own('NoticesAccepted', { period })),
      below: true,
    });
  }

  private watchQueues(): void {
    const { queues } = this.props.pipeline;
    this.watchQueue('PaymentNotices', queues.paymentNotices, Duration.minutes(5));
    // Work that is sent with a delay of up to 15 minutes is that old when it begins.
    this.watchQueue('Reconciliations', queues.reconciliations, Duration.minutes(30));
    this.watchQueue('StatusQueries', queues.statusQueries, Duration.minutes(30));
    this.watchQueue('Notifications', queues.notifications, Duration.minutes(15), 'slack-refuses');
    this.watchQueue('BalanceQueries', queues.balanceQueries, Duration.minutes(30));
    this.watchQueue('BalanceResults', queues.balanceResults, Duration.minutes(5));
    this.watchQueue('Forwards', queues.forwards, Duration.minutes(30), 'forwarding-fails');
    // The operator's own system may be down for a while; tries are hours apart by then.
    this.alarm('ForwardsLate', {
      what: "A notice could not be posted on to the operator's own system for an hour.",
      runbook: 'forwarding-fails',
      metric: this.own('ForwardsLate', { period: Duration.hours(6) }),
    });
    this.alarm('MissedRuns', {
      what: 'A scheduled job could not be started, or failed twice.',
      runbook: 'missed-runs',
      metric: queues.missedRuns.queue.metricApproximateNumberOfMessagesVisible(highest),
    });
  }

  private watchMoney(): void {
    const { unreconciledHours } = this.props.settings.operations;
    this.alarm('Unreconciled', {
      what: `Money has waited for its payment for ${unreconciledHours} hours.`,
      runbook: 'unreconciled',
      metric: this.own('UnreconciledAge', { statistic: 'Maximum', period: Duration.hours(1) }),
      threshold: Duration.hours(unreconciledHours).toSeconds(),
    });
    // Published at once, or within a minute by the job: after five, the bus or the job does not work. A job that does not run
    // at all has no figure, nor has the one that tells of callbacks that stay away.
    this.alarm('EventsUnpublished', {
      what: 'A fact has waited for five minutes to be published, or nobody looks: the job of each minute does not run.',
      runbook: 'events-unpublished',
      metric: this.own('UnpublishedAge', { statistic: 'Maximum', period: Duration.minutes(5) }),
      threshold: Duration.minutes(5).toSeconds(),
      periods: 2,
      silenceSounds: true,
    });
  }

  private watchFunctions(): void {
    const { pipeline, managerApi } = this.props;
    // One that fails is tried again; ten and a twentieth of all is a cause, not a coincidence.
    this.alarm('MessagesFail', {
      what: 'Of the messages of all queues, 5 % and at least ten failed in a quarter of an hour.',
      runbook: 'functions-fail',
      metric: new MathExpression({
        label: 'failed messages in %',
        expression: 'IF(failed >= 10, 100 * failed / handled, 0)',
        usingMetrics: {
          failed: this.own('MessagesFailed', quarter),
          handled: this.own('MessagesHandled', quarter),
        },
        ...quarter,
      }),
      threshold: 5,
    });
    // Each failure of a job is tried once more; a minute's job may stumble, but not three times.
    this.alarm('JobsFail', {
      what: 'Scheduled jobs failed three times in a quarter of an hour.',
      runbook: 'missed-runs',
      metric: this.own('JobsFailed', quarter),
      threshold: 3,
    });
    // Crashes and timeouts, which no counter of the function itself survives.
    this.alarm('NoticesCrash', {
      what: 'The function that keeps callbacks crashed or ran out of time, three times in five minutes.',
      runbook: 'functions-fail',
      metric: pipeline.payments.receiving.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 3,
    });
    // Of the whole region: they share one limit, so whoever uses it up, it is ours that wait.
    this.alarm('Throttled', {
      what: 'Lambda has turned invocations away for five minutes.',
      runbook: 'functions-throttled',
      metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', ...perMinute }),
      periods: 5,
    });
    this.alarm('ManagerFails', {
      what: 'The manager API failed five times in five minutes (5xx).',
      runbook: 'manager-fails',
      metric: managerApi.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 5,
    });
  }

  private watchOthers(): void {
    this.alarm('PollingStopped', {
      what: 'M-Pesa refused an API operator or a shortcode: it is asked nothing until somebody resumes it.',
      runbook: 'polling-stopped',
      metric: this.own('BalancePollingStopped', { period: Duration.minutes(1) }),
    });
    this.alarm('TokensRefused', {
      what: 'Daraja gave no access token, three times in a quarter of an hour.',
      runbook: 'tokens-refused',
      metric: this.own('DarajaTokensRefused', quarter),
      threshold: 3,
    });
    this.alarm('DarajaFails', {
      what: 'Twenty calls to Daraja failed in a quarter of an hour.',
      runbook: 'daraja-fails',
      metric: this.own('DarajaCallsFailed', quarter),
      threshold: 20,
    });
    this.alarm('MongoUnreachable', {
      what: "The operator's MongoDB did not answer, three times in five minutes.",
      runbook: 'mongodb-unreachable',
      metric: this.own('MongoUnavailable'),
      threshold: 3,
    });
    this.alarm('SlackRefuses', {
      what: 'Slack refused a message for good.',
      runbook: 'slack-refuses',
      metric: this.own('SlackRefused'),
    });
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

  private own(...[name, options]: [Parameters<typeof salioMetric>[0], Parameters<typeof salioMetric>[2]?]) {
    return salioMetric(name, this.props.settings.stage, options);
  }

  private alarm(id: string, alarm: Omit<RunbookAlarmProps, 'runbooksUrl' | 'topic'>): void {
    const { settings, topic } = this.props;
    new RunbookAlarm(this, id, { ...alarm, runbooksUrl: settings.operations.runbooksUrl, topic });
  }
}
