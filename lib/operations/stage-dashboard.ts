import { Duration } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { GraphWidget, type IMetric, Metric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { DefaultDashboardFactory, MonitoringFacade } from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import type { ManagerStack } from '../stacks/manager-stack.ts';
import type { PipelineStack } from '../stacks/pipeline-stack.ts';
import type { StageSettings } from '../stages.ts';
import { functionsIn, queuesIn, scheduledIn, tablesIn, wordOf } from './parts.ts';
import { salioMetric } from './salio-metric.ts';

export interface StageDashboardProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
  readonly manager: ManagerStack;
  readonly managerApi: IHttpApi;
}

const fiveMinutes = Duration.minutes(5);
const column = 12;
const row = 6;

/** Read from the top: does money come in and is it understood; then each part that it goes through. */
export class StageDashboard extends Construct {
  readonly name: string;
  private readonly props: StageDashboardProps;
  private readonly view: MonitoringFacade;

  constructor(scope: Construct, id: string, props: StageDashboardProps) {
    super(scope, id);
    this.props = props;
    this.name = `salio-${props.settings.stage}`;
    this.view = new MonitoringFacade(this, 'View', {
      dashboardFactory: new DefaultDashboardFactory(this, 'Dashboards', {
        dashboardNamePrefix: this.name,
        detailDashboardRange: Duration.hours(8),
        createSummaryDashboard: false,
        createAlarmDashboard: false,
      }),
      metricFactoryDefaults: { namespace: 'Salio' },
      alarmFactoryDefaults: { alarmNamePrefix: this.name, actionsEnabled: false },
    });
    this.showMoney();
    this.showApis();
    this.showQueues();
    this.showFunctions();
    this.showTables();
    this.showSchedules();
    this.showOthers();
  }

  private showMoney(): void {
    const { queues } = this.props.pipeline;
    const dead = queuesIn(this.props.pipeline).filter(({ node }) => node.path.includes('DeadLetters'));
    this.view.addLargeHeader('Money');
    this.view.addWidget(
      new SingleValueWidget({
        title: 'Now',
        width: 2 * column,
        height: 4,
        setPeriodToTimeRange: true,
        metrics: [
          this.own('NoticesAccepted', 'callbacks in'),
          this.own('PaymentsMatched', 'payments matched'),
          this.own('ValueCollected', 'value collected (cents)'),
          this.own('DiscrepanciesFound', 'discrepancies'),
          this.own('UnreconciledCount', 'money without a payment', 'Maximum'),
        ],
      }),
    );
    this.graph('Callbacks in', [
      this.own('NoticesAccepted', 'accepted'),
      this.own('NoticesQuarantined', 'quarantined'),
      this.own('UnknownSourceAddress', 'from unknown addresses'),
    ]);
    this.graph('Success', [
      this.own('PaymentsMatched', 'matched'),
      this.own('DiscrepanciesFound', 'discrepancies'),
    ]);
    this.graph('Value collected (minor units: cents)', [this.own('ValueCollected', 'collected')]);
    this.graph('Backlog: age of the oldest message (seconds)', [
      queues.paymentNotices.queue.metricApproximateAgeOfOldestMessage({ label: 'payment notices' }),
      queues.reconciliations.queue.metricApproximateAgeOfOldestMessage({ label: 'reconciliations' }),
    ]);
    this.graph(
      'Dead letters',
      [...dead, queues.missedRuns.queue].map((queue) =>
        queue.metricApproximateNumberOfMessagesVisible({ label: wordOf(queue) }),
      ),
    );
    this.graph(
      'Unreconciled',
      [this.own('UnreconciledCount', 'waiting', 'Maximum')],
      [this.own('UnreconciledAge', 'oldest (seconds)', 'Maximum')],
    );
  }

  private showApis(): void {
    const { api } = this.props.pipeline.payments.hooks;
    this.view.addLargeHeader('API');
    this.view.monitorApiGateway({
      api,
      apiStage: this.props.settings.stage,
      humanReadableName: 'Callbacks',
    });
    // The construct for HTTP APIs asks for each route; the API as a whole is what people look at.
    const http = this.props.managerApi;
    this.graph('Manager API', [
      http.metricCount({ label: 'requests', statistic: 'Sum' }),
      http.metricClientError({ label: '4xx', statistic: 'Sum' }),
      http.metricServerError({ label: '5xx', statistic: 'Sum' }),
    ]);
    this.graph('Manager API: time to answer (milliseconds)', [
      http.metricLatency({ label: 'p95', statistic: 'p95' }),
    ]);
  }

  private showQueues(): void {
    this.view.addLargeHeader('Queues');
    for (const { id, queue, deadLetters } of workQueuesOf(this.props.pipeline)) {
      this.view.monitorSqsQueueWithDlq({
        queue,
        deadLetterQueue: deadLetters,
        humanReadableName: id,
        alarmFriendlyName: id,
      });
    }
    this.view.monitorSqsQueue({
      queue: this.props.pipeline.queues.missedRuns.queue,
      humanReadableName: 'MissedRuns',
      alarmFriendlyName: 'MissedRuns',
    });
  }

  private showFunctions(): void {
    const of = (metric: string, statistic: string, scope: Construct) =>
      functionsIn(scope).map((each) => each.metric(metric, { statistic, label: wordOf(each) }));
    this.view.addLargeHeader('Functions');
    const groups = {
      pipeline: this.props.pipeline,
      'manager API': this.props.manager,
      alarms: this.node.scope,
    };
    for (const [group, scope] of Object.entries(groups)) {
      if (!(scope instanceof Construct)) continue;
      this.graph(`Invocations: ${group}`, of('Invocations', 'Sum', scope));
      this.graph(`Errors: ${group}`, of('Errors', 'Sum', scope));
      this.graph(`Throttles: ${group}`, of('Throttles', 'Sum', scope));
      this.graph(`Duration, p95 (milliseconds): ${group}`, of('Duration', 'p95', scope));
    }
  }

  private showTables(): void {
    this.view.addLargeHeader('Tables');
    for (const table of tablesIn(this.props.data)) {
      this.view.monitorDynamoTable({
        table,
        humanReadableName: wordOf(table),
        alarmFriendlyName: wordOf(table),
      });
    }
  }

  private showSchedules(): void {
    this.view.addLargeHeader('Schedules');
    this.graph('Jobs', [this.own('JobsRan', 'ran'), this.own('JobsFailed', 'failed')]);
    this.graph('Facts: oldest unpublished (seconds)', [this.own('UnpublishedAge', 'oldest', 'Maximum')]);
    this.graph(
      'Runs of each schedule',
      scheduledIn(this.props.pipeline).map((job) => job.metricInvocations({ label: wordOf(job) })),
    );
    const scheduler = (metricName: string, label: string) =>
      new Metric({
        namespace: 'AWS/Scheduler',
        metricName,
        dimensionsMap: { ScheduleGroup: 'default' },
        statistic: 'Sum',
        period: fiveMinutes,
        label,
      });
    this.graph('EventBridge Scheduler, all stages', [
      scheduler('InvocationAttemptCount', 'attempts'),
      scheduler('TargetErrorCount', 'refused by the function'),
      scheduler('InvocationsSentToDeadLetterCount', 'missed'),
    ]);
  }

  private showOthers(): void {
    this.view.addLargeHeader('Slack');
    this.graph('Messages', [
      this.own('SlackSent', 'sent'),
      this.own('SlackRefused', 'refused'),
      this.own('AlarmsTold', 'of these alarms'),
    ]);
    this.view.addLargeHeader('Daraja');
    this.graph('Calls', [
      this.own('DarajaCallsFailed', 'failed'),
      this.own('DarajaTokensRefused', 'tokens refused'),
      this.own('BalancesRecorded', 'balances told'),
      this.own('BalancePollingStopped', 'operators refused'),
    ]);
    this.view.addLargeHeader("The operator's own system");
    this.graph('Notices and questions', [
      this.own('ForwardsTaken', 'notices taken'),
      this.own('ForwardsLate', 'late tries that failed'),
      this.own('ValidationsUnknown', 'validations without an answer'),
    ]);
    this.view.addLargeHeader('MongoDB');
    this.graph('Uses that failed', [this.own('MongoUnavailable', 'unreachable')]);
    this.graph('Work', [
      this.own('MessagesHandled', 'messages'),
      this.own('MessagesFailed', 'messages failed'),
      this.own('RequestsAnswered', 'requests answered'),
    ]);
  }

  private graph(title: string, left: readonly IMetric[], right: readonly IMetric[] = []): void {
    this.view.addWidget(
      new GraphWidget({
        title,
        left: [...left],
        right: [...right],
        width: column,
        height: row,
        leftYAxis: { min: 0 },
      }),
    );
  }

  private own(
    name: Parameters<typeof salioMetric>[0],
    label: string,
    statistic: 'Sum' | 'Maximum' = 'Sum',
  ): Metric {
    return salioMetric(name, this.props.settings.stage, { statistic, period: fiveMinutes }).with({ label });
  }
}

const workQueuesOf = ({ queues: { missedRuns: _, ...work } }: PipelineStack) =>
  Object.values(work).map(({ node: { id }, queue, deadLetters }) => ({ id, queue, deadLetters }));
