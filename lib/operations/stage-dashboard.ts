import { Duration } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type GraphWidgetProps, Metric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { DefaultDashboardFactory, MonitoringFacade } from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import type { ManagerStack } from '../stacks/manager-stack.ts';
import type { PipelineStack } from '../stacks/pipeline-stack.ts';
import type { StageSettings } from '../stages.ts';
import { boardWidth, graph, sideBySide } from './dashboard-row.ts';
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
        width: boardWidth,
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
    this.row(
      graph('Callbacks in', [
        this.own('NoticesAccepted', 'accepted'),
        this.own('NoticesQuarantined', 'quarantined'),
        this.own('UnknownSourceAddress', 'from unknown addresses'),
      ]),
      graph('Success', [
        this.own('PaymentsMatched', 'matched'),
        this.own('DiscrepanciesFound', 'discrepancies'),
      ]),
    );
    this.row(
      graph('Value collected (minor units: cents)', [this.own('ValueCollected', 'collected')]),
      graph('Backlog: age of the oldest message (seconds)', [
        queues.paymentNotices.queue.metricApproximateAgeOfOldestMessage({ label: 'payment notices' }),
        queues.reconciliations.queue.metricApproximateAgeOfOldestMessage({ label: 'reconciliations' }),
      ]),
    );
    this.row(
      graph(
        'Dead letters',
        [...dead, queues.missedRuns.queue].map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible({ label: wordOf(queue) }),
        ),
      ),
      graph(
        'Unreconciled',
        [this.own('UnreconciledCount', 'waiting', 'Maximum')],
        [this.own('UnreconciledAge', 'oldest (seconds)', 'Maximum')],
      ),
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
    this.row(
      graph('Manager API', [
        http.metricCount({ label: 'requests', statistic: 'Sum' }),
        http.metricClientError({ label: '4xx', statistic: 'Sum' }),
        http.metricServerError({ label: '5xx', statistic: 'Sum' }),
      ]),
      graph('Manager API: time to answer (milliseconds)', [
        http.metricLatency({ label: 'p95', statistic: 'p95' }),
      ]),
    );
  }

  private showQueues(): void {
    this.view.addLargeHeader('Queues');
    const { missedRuns, ...work } = this.props.pipeline.queues;
    for (const { node, queue, deadLetters: deadLetterQueue } of Object.values(work)) {
      const { id: humanReadableName } = node;
      this.view.monitorSqsQueueWithDlq({
        ...{ queue, deadLetterQueue, humanReadableName },
        alarmFriendlyName: humanReadableName,
      });
    }
    this.view.monitorSqsQueue({
      queue: missedRuns.queue,
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
      this.row(
        graph(`Invocations: ${group}`, of('Invocations', 'Sum', scope)),
        graph(`Errors: ${group}`, of('Errors', 'Sum', scope)),
      );
      this.row(
        graph(`Throttles: ${group}`, of('Throttles', 'Sum', scope)),
        graph(`Duration, p95 (milliseconds): ${group}`, of('Duration', 'p95', scope)),
      );
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
    const scheduler = (metricName: string, label: string) =>
      new Metric({
        namespace: 'AWS/Scheduler',
        metricName,
        dimensionsMap: { ScheduleGroup: 'default' },
        statistic: 'Sum',
        period: fiveMinutes,
        label,
      });
    this.row(
      graph('Jobs', [this.own('JobsRan', 'ran'), this.own('JobsFailed', 'failed')]),
      graph('Facts: oldest unpublished (seconds)', [this.own('UnpublishedAge', 'oldest', 'Maximum')]),
    );
    this.row(
      graph(
        'Runs of each schedule',
        scheduledIn(this.props.pipeline).map((job) => job.metricInvocations({ label: wordOf(job) })),
      ),
      graph('EventBridge Scheduler, all stages', [
        scheduler('InvocationAttemptCount', 'attempts'),
        scheduler('TargetErrorCount', 'refused by the function'),
        scheduler('InvocationsSentToDeadLetterCount', 'missed'),
      ]),
    );
  }

  private showOthers(): void {
    this.view.addLargeHeader('Slack');
    const messages = [this.own('SlackSent', 'sent'), this.own('SlackRefused', 'refused')];
    this.row(graph('Messages', [...messages, this.own('AlarmsTold', 'of these alarms')]));
    this.view.addLargeHeader('Daraja');
    this.row(
      graph('Calls', [
        this.own('DarajaCallsFailed', 'failed'),
        this.own('DarajaTokensRefused', 'tokens refused'),
      ]),
      graph('Balances', [
        this.own('BalancesRecorded', 'balances told'),
        this.own('BalancePollingStopped', 'operators refused'),
      ]),
    );
    this.view.addLargeHeader('MongoDB');
    this.row(
      graph('Uses that failed', [this.own('MongoUnavailable', 'unreachable')]),
      graph('Work', [
        this.own('MessagesHandled', 'messages'),
        this.own('MessagesFailed', 'messages failed'),
        this.own('RequestsAnswered', 'requests answered'),
      ]),
    );
    this.view.addLargeHeader("The operator's own system");
    this.row(
      graph('Notices', [
        this.own('ForwardsTaken', 'taken'),
        this.own('ForwardsLate', 'late tries that failed'),
      ]),
      graph('Validations', [this.own('ValidationsUnknown', 'without an answer')]),
    );
  }

  private row(...graphs: readonly GraphWidgetProps[]): void {
    this.view.addWidget(sideBySide(...graphs));
  }

  private own(
    name: Parameters<typeof salioMetric>[0],
    label: string,
    statistic: 'Sum' | 'Maximum' = 'Sum',
  ): Metric {
    return salioMetric(name, this.props.settings.stage, { statistic, period: fiveMinutes }).with({ label });
  }
}
