import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { told } from '../blocks/access.ts';
import { DeadLetterQueue } from '../blocks/dead-letter-queue.ts';
import { NetworkEndpoints } from '../blocks/network-endpoints.ts';
import { StageSecrets } from '../blocks/stage-secrets.ts';
import { WorkQueue } from '../blocks/work-queue.ts';
import { Payments } from '../capabilities/payments.ts';
import { Reconciliation } from '../capabilities/reconciliation.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export interface PipelineStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
}

/** From Safaricom's callback to the reconciled payment. */
export class PipelineStack extends Stack {
  readonly payments: Payments;
  readonly queues: Readonly<Record<'paymentNotices' | 'reconciliations' | 'statusQueries', WorkQueue>>;
  /** Dead letters of the scheduled jobs. */
  readonly missedRuns: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { settings, data } = props;
    const { paymentNotices, reconciliations, statusQueries } = this.makeQueues();
    this.queues = { paymentNotices, reconciliations, statusQueries };
    this.missedRuns = new DeadLetterQueue(this, 'MissedRuns');
    if (settings.network?.endpoints) {
      new NetworkEndpoints(this, 'Endpoints', { ...settings.network, ...settings.network.endpoints });
    }
    const secrets = new StageSecrets(this, 'Secrets', { settings });
    const shared = {
      usePayments: data.payments.readWrite,
      useReconciliations: data.reconciliations.readWrite,
      publishFacts: data.bus.publish,
      readOperations: secrets.readOperations,
      judge: told({ RECONCILIATION_SETTINGS: JSON.stringify(settings.reconciliation) }),
    };
    this.payments = new Payments(this, 'Payments', {
      settings,
      notices: paymentNotices,
      missedRuns: this.missedRuns.queue,
      may: {
        ...shared,
        readPayments: data.payments.read,
        quarantine: data.quarantine.put,
        requestReconciliation: reconciliations.send,
        requestStatusQuery: statusQueries.send,
      },
    });
    new Reconciliation(this, 'Reconciliation', {
      ...{ settings, reconciliations, statusQueries },
      missedRuns: this.missedRuns.queue,
      callbackBaseUrl: this.payments.hooks.baseUrl,
      may: { ...shared, readPartnerSecrets: secrets.readPartnerSecrets },
    });
    new CfnOutput(this, 'HooksUrl', {
      value: this.payments.hooks.baseUrl,
      description: 'Base of the callback URLs',
    });
  }

  private makeQueues() {
    const queue = (id: string, variable: string, workTimeout: Duration) =>
      new WorkQueue(this, id, { variable, workTimeout });
    return {
      // Ten messages, each a few reads and writes: a second or two, and time for MongoDB to elect a new primary.
      paymentNotices: queue('PaymentNotices', 'PAYMENT_NOTICES_QUEUE_URL', Duration.seconds(30)),
      reconciliations: queue('Reconciliations', 'RECONCILIATIONS_QUEUE_URL', Duration.seconds(30)),
      // Ten questions to Safaricom, some of which take seconds.
      statusQueries: queue('StatusQueries', 'STATUS_QUERIES_QUEUE_URL', Duration.seconds(90)),
    };
  }
}
