import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from '../blocks/dead-letter-queue.ts';
import { NetworkEndpoints } from '../blocks/network-endpoints.ts';
import { StageSecrets } from '../blocks/stage-secrets.ts';
import { WorkQueue } from '../blocks/work-queue.ts';
import { Alerts } from '../capabilities/alerts.ts';
import { Balances } from '../capabilities/balances.ts';
import { Payments } from '../capabilities/payments.ts';
import { Reconciliation } from '../capabilities/reconciliation.ts';
import { Revenue } from '../capabilities/revenue.ts';
import type { StageSettings } from '../stages.ts';
import type { PipelineQueues } from '../wiring.ts';
import type { DataStack } from './data-stack.ts';

export interface PipelineStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
}

/** From Safaricom's callback to the reconciled payment, and from the operator's items to the reported revenue. */
export class PipelineStack extends Stack {
  readonly payments: Payments;
  readonly queues: PipelineQueues;

  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { settings, data } = props;
    const { network } = settings;
    if (network?.endpoints) new NetworkEndpoints(this, 'Endpoints', { ...network, ...network.endpoints });
    const secrets = new StageSecrets(this, 'Secrets', { settings });
    this.queues = this.makeQueues();
    const wiring = { settings, data, secrets, queues: this.queues };
    this.payments = new Payments(this, 'Payments', wiring);
    const { baseUrl, hook } = this.payments.hooks;
    new Reconciliation(this, 'Reconciliation', { ...wiring, callbackBaseUrl: baseUrl });
    if (settings.revenue.reports.length > 0) new Revenue(this, 'Revenue', wiring);
    new Alerts(this, 'Alerts', wiring);
    new Balances(this, 'Balances', { ...wiring, hook, callbackBaseUrl: baseUrl });
    new CfnOutput(this, 'HooksUrl', { value: baseUrl, description: 'Base of the callback URLs' });
  }

  private makeQueues(): PipelineQueues {
    const queue = (
      id: string,
      variable: `${string}_QUEUE_URL`,
      workTimeout: Duration,
      maxReceives?: number,
    ) => new WorkQueue(this, id, { variable, workTimeout, ...(maxReceives && { maxReceives }) });
    return {
      // Ten messages, each a few reads and writes: a second or two, and time for MongoDB to elect a new primary.
      paymentNotices: queue('PaymentNotices', 'PAYMENT_NOTICES_QUEUE_URL', Duration.seconds(30)),
      reconciliations: queue('Reconciliations', 'RECONCILIATIONS_QUEUE_URL', Duration.seconds(30)),
      // Ten questions to Safaricom, some of which take seconds.
      statusQueries: queue('StatusQueries', 'STATUS_QUERIES_QUEUE_URL', Duration.seconds(90)),
      // Ten messages, some of which wait for their channel's turn, and a Slack that takes its time.
      notifications: queue('Notifications', 'NOTIFICATIONS_QUEUE_URL', Duration.seconds(60)),
      balanceQueries: queue('BalanceQueries', 'BALANCE_QUERIES_QUEUE_URL', Duration.seconds(90)),
      balanceResults: queue('BalanceResults', 'BALANCE_RESULTS_QUEUE_URL', Duration.seconds(30)),
      // Ten posts side by side, each of which may take ten seconds; the tries are spread over a day.
      forwards: queue('Forwards', 'FORWARDS_QUEUE_URL', Duration.seconds(30), 13),
      missedRuns: new DeadLetterQueue(this, 'MissedRuns'),
    };
  }
}
