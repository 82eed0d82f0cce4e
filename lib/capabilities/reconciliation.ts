import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { QueueWorker } from '../blocks/queue-worker.ts';
import { ScheduledJob } from '../blocks/scheduled-job.ts';
import { askDaraja, decisionRules, toReconcile, toWatchBalances, type Wiring } from '../wiring.ts';

export interface ReconciliationProps extends Wiring {
  /** Where M-Pesa sends the answers to status queries. */
  readonly callbackBaseUrl: string;
}

/** The decision about each payment: recomputed on request, swept when stuck, asked about at M-Pesa, published. */
export class Reconciliation extends Construct {
  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    const { settings, data, queues, secrets } = props;
    const deadLetters = queues.missedRuns.queue;
    new QueueWorker(this, 'ReconcilePayment', {
      settings,
      lambda: 'reconciliation/reconcile-payment',
      queue: queues.reconciliations,
      concurrency: settings.queues.reconciliations,
      needs: [...toReconcile(props), queues.reconciliations.putAside],
    });
    new QueueWorker(this, 'QueryStatus', {
      settings,
      lambda: 'reconciliation/query-status',
      queue: queues.statusQueries,
      concurrency: settings.queues.statusQueries,
      needs: [
        ...toReconcile(props),
        ...toWatchBalances(props),
        queues.statusQueries.putAside,
        secrets.readPartnerSecrets,
        askDaraja(settings, props.callbackBaseUrl),
      ],
    });
    new ScheduledJob(this, 'SweepStuck', {
      settings,
      lambda: 'reconciliation/sweep-stuck',
      everyMinutes: settings.schedules.sweepStuckMinutes,
      deadLetters,
      timeout: Duration.minutes(5),
      needs: [
        data.payments.readWrite,
        data.reconciliations.readWrite,
        queues.reconciliations.send,
        queues.statusQueries.send,
        decisionRules(settings),
      ],
    });
    new ScheduledJob(this, 'PublishEvents', {
      settings,
      lambda: 'reconciliation/publish-events',
      everyMinutes: settings.schedules.publishEventsMinutes,
      deadLetters,
      timeout: Duration.seconds(55),
      needs: [
        data.payments.readWrite,
        data.reconciliations.readWrite,
        data.revenue.readWrite,
        data.balances.readWrite,
        data.bus.publish,
      ],
    });
  }
}
