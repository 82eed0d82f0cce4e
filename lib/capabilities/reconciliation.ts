import { Duration } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Access, told } from '../blocks/access.ts';
import { QueueWorker } from '../blocks/queue-worker.ts';
import { ScheduledJob } from '../blocks/scheduled-job.ts';
import type { WorkQueue } from '../blocks/work-queue.ts';
import { darajaBaseUrls } from '../daraja.ts';
import type { StageSettings } from '../stages.ts';

export interface ReconciliationProps {
  readonly settings: StageSettings;
  readonly reconciliations: WorkQueue;
  readonly statusQueries: WorkQueue;
  readonly missedRuns: IQueue;
  /** Where M-Pesa sends the answers to status queries. */
  readonly callbackBaseUrl: string;
  /** What its functions may use. */
  readonly may: {
    readonly usePayments: Access;
    readonly useReconciliations: Access;
    readonly readPartnerSecrets: Access;
    readonly publishFacts: Access;
    readonly readOperations: Access;
    readonly judge: Access;
  };
}

/** The decision about each payment: recomputed on request, swept when stuck, asked about at M-Pesa, published. */
export class Reconciliation extends Construct {
  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    const { settings, reconciliations, statusQueries, missedRuns, may } = props;
    const decide = [may.usePayments, may.useReconciliations, may.publishFacts, may.judge];
    const request = [reconciliations.send, statusQueries.send];
    new QueueWorker(this, 'ReconcilePayment', {
      settings,
      lambda: 'reconciliation/reconcile-payment',
      queue: reconciliations,
      concurrency: settings.queues.reconciliations,
      needs: [...decide, ...request, may.readOperations],
    });
    new QueueWorker(this, 'QueryStatus', {
      settings,
      lambda: 'reconciliation/query-status',
      queue: statusQueries,
      concurrency: settings.queues.statusQueries,
      needs: [
        ...decide,
        ...request,
        may.readOperations,
        may.readPartnerSecrets,
        told({
          DARAJA_BASE_URL: darajaBaseUrls[settings.daraja.environment],
          CALLBACK_BASE_URL: props.callbackBaseUrl,
        }),
      ],
    });
    new ScheduledJob(this, 'SweepStuck', {
      settings,
      lambda: 'reconciliation/sweep-stuck',
      everyMinutes: settings.schedules.sweepStuckMinutes,
      deadLetters: missedRuns,
      timeout: Duration.minutes(5),
      needs: [may.usePayments, may.useReconciliations, may.judge, ...request],
    });
    new ScheduledJob(this, 'PublishEvents', {
      settings,
      lambda: 'reconciliation/publish-events',
      everyMinutes: settings.schedules.publishEventsMinutes,
      deadLetters: missedRuns,
      timeout: Duration.seconds(55),
      needs: [may.usePayments, may.useReconciliations, may.publishFacts],
    });
  }
}
