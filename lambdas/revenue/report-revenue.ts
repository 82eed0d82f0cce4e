import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoOutbox } from '../../shared/adapters/dynamodb/outbox.ts';
import { dynamoRevenueLedger } from '../../shared/adapters/dynamodb/revenue-ledger.ts';
import { revenueOutbox } from '../../shared/adapters/dynamodb/revenue-outbox.ts';
import { eventBridgeFactBus } from '../../shared/adapters/eventbridge/fact-bus.ts';
import { mongoRevenueBooks } from '../../shared/adapters/mongodb/revenue-book.ts';
import { readSecret } from '../../shared/adapters/secrets-manager/read-secret.ts';
import { jsonVariable, readEnvironment } from '../../shared/edge/environment.ts';
import { logger } from '../../shared/edge/logger.ts';
import { count } from '../../shared/edge/metrics.ts';
import { scheduleEdge } from '../../shared/edge/schedule.ts';
import { publishAtOnce } from '../../shared/events/publish-at-once.ts';
import { revenueReport } from '../../shared/revenue/report.ts';
import { reportAll } from '../../shared/revenue/report-all.ts';

/** Woken at 00:00, 06:00, 12:00 and 18:00 UTC. Reports the revenue of the six hours before, once, and what changed since. */
const env = readEnvironment(
  z.object({
    REVENUE_TABLE: z.string(),
    EVENT_BUS_NAME: z.string(),
    REVENUE_REPORTS: jsonVariable(z.array(revenueReport)),
  }),
);
const document = dynamoDocumentClient();
const tables = { revenue: env.REVENUE_TABLE };
const warn = (message: string, error: unknown) => logger.warn(message, { error });
const publishing = {
  outbox: dynamoOutbox(document, [revenueOutbox(tables)]),
  bus: eventBridgeFactBus(env.EVENT_BUS_NAME),
  warn,
};
const bookOf = mongoRevenueBooks(readSecret, () => count('MongoUnavailable'));
const ledger = dynamoRevenueLedger(document, tables);
const deps = env.REVENUE_REPORTS.map((report) => ({
  report,
  book: bookOf(report),
  ledger,
  clock: Date.now,
  tell: (fact) => publishAtOnce(publishing, [fact]),
  warn,
})) satisfies Parameters<typeof reportAll>[0];

export const handler = scheduleEdge(({ scheduledAt }) => reportAll(deps, scheduledAt));
