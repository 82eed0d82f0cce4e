import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import {
  balancesOutbox,
  dynamoOutbox,
  paymentsOutbox,
  reconciliationOutbox,
} from '../../shared/adapters/dynamodb/outbox.ts';
import { revenueOutbox } from '../../shared/adapters/dynamodb/revenue-outbox.ts';
import { eventBridgeFactBus } from '../../shared/adapters/eventbridge/fact-bus.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { count, gauge } from '../../shared/edge/metrics.ts';
import { scheduleEdge } from '../../shared/edge/schedule.ts';
import { publishEvents } from '../../shared/events/publish-events.ts';
import { unpublishedAge } from '../../shared/events/unpublished-age.ts';

/** Woken each minute. Publishes the facts that were saved and that a crash left unpublished. */
const env = readEnvironment(
  z.object({
    PAYMENTS_TABLE: z.string(),
    RECONCILIATION_TABLE: z.string(),
    REVENUE_TABLE: z.string(),
    BALANCES_TABLE: z.string(),
    EVENT_BUS_NAME: z.string(),
  }),
);
const tables = {
  payments: env.PAYMENTS_TABLE,
  reconciliation: env.RECONCILIATION_TABLE,
  revenue: env.REVENUE_TABLE,
  balances: env.BALANCES_TABLE,
};
const deps = {
  outbox: dynamoOutbox(dynamoDocumentClient(), [
    reconciliationOutbox(tables),
    paymentsOutbox(tables),
    revenueOutbox(tables),
    balancesOutbox(tables),
  ]),
  bus: eventBridgeFactBus(env.EVENT_BUS_NAME),
};

export const handler = scheduleEdge(async ({ hasTimeLeft }) => {
  // Silence would be no figure: an alarm sounds when no callback comes.
  count('NoticesAccepted', 0);
  // Before it tries: when nothing can be published, this is what tells.
  gauge('UnpublishedAge', await unpublishedAge(deps.outbox, Date.now()));
  // The clock, not the scheduled time: what is being written right now is its writer's to publish.
  const published = await publishEvents(deps, Date.now(), hasTimeLeft);
  return { published };
});
