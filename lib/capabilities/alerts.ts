import { Construct } from 'constructs';
import { told } from '../blocks/access.ts';
import { FactSubscription } from '../blocks/fact-subscription.ts';
import { QueueWorker } from '../blocks/queue-worker.ts';
import type { StageSettings } from '../stages.ts';
import type { Wiring } from '../wiring.ts';

/** What people are told in Slack, from the bus to the channel. Its own queue: a Slack that is slow delays nothing else. */
export class Alerts extends Construct {
  constructor(scope: Construct, id: string, wiring: Wiring) {
    super(scope, id);
    const { settings, data, queues, secrets } = wiring;
    const queue = queues.notifications;
    new FactSubscription(this, 'Facts', {
      bus: data.bus,
      queue,
      facts: [
        'transaction.unmatched',
        'balance.alerted',
        'balance.polling_stopped',
        'credential.expiring',
        'revenue.reported',
        'revenue.failed',
      ],
    });
    // Most decisions are matches, which nobody wants to hear of: they never leave the bus.
    new FactSubscription(this, 'Discrepancies', {
      bus: data.bus,
      queue,
      facts: ['payment.reconciled'],
      data: { status: ['discrepancy'] },
    });
    new QueueWorker(this, 'SendNotification', {
      settings,
      lambda: 'alerts/send-notification',
      queue,
      concurrency: settings.queues.notifications,
      needs: [
        data.alerts.readWrite,
        // A balance alert says whether people were told of it.
        data.balances.readWrite,
        queue.send,
        queue.putAside,
        secrets.readSlackWebhooks,
        told({ SLACK_BASE_URL: 'https://hooks.slack.com', NOTIFICATION_SETTINGS: destinationsOf(settings) }),
      ],
    });
  }
}

/** As the function reads them: the same names as in the facts. */
const destinationsOf = ({ notifications }: StageSettings): string => {
  const { discrepancies, unmatched, alarms, groupSeconds, intervalSeconds } = notifications;
  return JSON.stringify({
    groupSeconds,
    intervalSeconds,
    ...(discrepancies && { discrepancies: destination(discrepancies) }),
    ...(unmatched && { unmatched: destination(unmatched) }),
    ...(alarms && { alarms: destination(alarms) }),
  });
};

const destination = ({
  secretName,
  path,
  ...rest
}: NonNullable<StageSettings['notifications']['discrepancies']>) => ({
  webhook: { secretId: secretName, path },
  ...rest,
});
