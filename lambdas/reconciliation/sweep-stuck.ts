import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoReconciliationLedger } from '../../shared/adapters/dynamodb/reconciliation-ledger.ts';
import { dynamoTransactionLedger } from '../../shared/adapters/dynamodb/transaction-ledger.ts';
import { sqsWorkQueue } from '../../shared/adapters/sqs/work-queue.ts';
import { jsonVariable, readEnvironment } from '../../shared/edge/environment.ts';
import { gauge } from '../../shared/edge/metrics.ts';
import { scheduleEdge } from '../../shared/edge/schedule.ts';
import { reconciliationSettings } from '../../shared/reconciliation/settings.ts';
import { sweepStuck } from '../../shared/reconciliation/sweep-stuck.ts';
import { waitingMoney } from '../../shared/reconciliation/waiting-money.ts';

/** Woken every 15 minutes. Has M-Pesa asked about stuck payments, and whatever is due decided again. */
const env = readEnvironment(
  z.object({
    PAYMENTS_TABLE: z.string(),
    RECONCILIATION_TABLE: z.string(),
    RECONCILIATIONS_QUEUE_URL: z.url(),
    STATUS_QUERIES_QUEUE_URL: z.url(),
    RECONCILIATION_SETTINGS: jsonVariable(reconciliationSettings),
  }),
);
const document = dynamoDocumentClient();
const tables = { payments: env.PAYMENTS_TABLE, reconciliation: env.RECONCILIATION_TABLE };
const needs = {
  reconciliations: dynamoReconciliationLedger(document, tables),
  transactions: dynamoTransactionLedger(document, tables),
  requests: sqsWorkQueue(env.RECONCILIATIONS_QUEUE_URL),
  statusQueries: sqsWorkQueue(env.STATUS_QUERIES_QUEUE_URL),
  settings: env.RECONCILIATION_SETTINGS,
} satisfies Parameters<typeof sweepStuck>[0];

export const handler = scheduleEdge(async ({ scheduledAt, hasTimeLeft }) => {
  const swept = await sweepStuck(needs, scheduledAt, hasTimeLeft);
  const waiting = await waitingMoney(needs.transactions, scheduledAt);
  gauge('UnreconciledCount', waiting.count);
  gauge('UnreconciledAge', waiting.oldestSeconds);
  return { ...swept, waiting: waiting.count };
});
