import { Duration } from 'aws-cdk-lib';
import type { Resource } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { NoticeRoutes } from '../blocks/notice-routes.ts';
import { QueueWorker } from '../blocks/queue-worker.ts';
import { ScheduledJob } from '../blocks/scheduled-job.ts';
import { askDaraja, knownSources, toWatchBalances, type Wiring } from '../wiring.ts';

export interface BalancesProps extends Wiring {
  /** `/hooks/{token}`, below which M-Pesa's answers come in. */
  readonly hook: Resource;
  readonly callbackBaseUrl: string;
}

/** The balance of each shortcode: asked for on its own interval, recorded with all accounts, judged. */
export class Balances extends Construct {
  constructor(scope: Construct, id: string, props: BalancesProps) {
    super(scope, id);
    const { settings, data, queues, secrets } = props;
    const answers = new NoticeRoutes(this, 'AnswerRoutes', { queue: queues.balanceResults });
    const balance = props.hook.addResource('balance').addResource('{id}');
    for (const end of ['result', 'timeout']) {
      answers.route(balance.addResource(end), {
        channel: `balance/${end}`,
        query_id: "$input.params('id')",
      });
    }
    new ScheduledJob(this, 'RequestBalances', {
      settings,
      lambda: 'balances/request-balances',
      everyMinutes: settings.schedules.requestBalancesMinutes,
      deadLetters: queues.missedRuns.queue,
      timeout: Duration.seconds(55),
      needs: [...toWatchBalances(props), queues.balanceQueries.send, secrets.readOperations],
    });
    new QueueWorker(this, 'QueryBalance', {
      settings,
      lambda: 'balances/query-balance',
      queue: queues.balanceQueries,
      concurrency: settings.queues.balanceQueries,
      needs: [
        ...toWatchBalances(props),
        // Daraja's token, which all functions share.
        data.payments.readWrite,
        queues.balanceQueries.send,
        queues.balanceQueries.putAside,
        secrets.readPartnerSecrets,
        askDaraja(settings, props.callbackBaseUrl),
      ],
    });
    new QueueWorker(this, 'RecordBalance', {
      settings,
      lambda: 'balances/record-balance',
      queue: queues.balanceResults,
      concurrency: settings.queues.balanceResults,
      needs: [
        ...toWatchBalances(props),
        data.payments.readWrite,
        data.quarantine.put,
        knownSources(settings),
      ],
    });
  }
}
