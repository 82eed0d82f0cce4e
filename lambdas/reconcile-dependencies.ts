import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../shared/adapters/dynamodb/document-client.ts';
import { dynamoHookDirectory } from '../shared/adapters/dynamodb/hook-directory.ts';
import { dynamoOutbox, paymentsOutbox, reconciliationOutbox } from '../shared/adapters/dynamodb/outbox.ts';
import { dynamoPaymentIndex } from '../shared/adapters/dynamodb/payment-index.ts';
import { dynamoReconciliationLedger } from '../shared/adapters/dynamodb/reconciliation-ledger.ts';
import { dynamoStatistics } from '../shared/adapters/dynamodb/statistics.ts';
import { dynamoTransactionLedger } from '../shared/adapters/dynamodb/transaction-ledger.ts';
import { eventBridgeFactBus } from '../shared/adapters/eventbridge/fact-bus.ts';
import { sqsWorkQueue } from '../shared/adapters/sqs/work-queue.ts';
import { jsonVariable } from '../shared/edge/environment.ts';
import { logger } from '../shared/edge/logger.ts';
import { count } from '../shared/edge/metrics.ts';
import type { Fact } from '../shared/events/fact.ts';
import type { PaymentReconciled } from '../shared/events/payment-reconciled.ts';
import { rememberedHooks } from '../shared/payments/remembered-hooks.ts';
import { afterWork } from '../shared/reconciliation/after-work.ts';
import type { ReconcileDependencies } from '../shared/reconciliation/dependencies.ts';
import { reconciliationSettings } from '../shared/reconciliation/settings.ts';
import { operationsEnvironment, operationsPayments } from './operations-payments.ts';

/** What every function that decides about payments is told. */
export const reconcileEnvironment = z.extend(operationsEnvironment, {
  PAYMENTS_TABLE: z.string(),
  RECONCILIATION_TABLE: z.string(),
  RECONCILIATIONS_QUEUE_URL: z.url(),
  STATUS_QUERIES_QUEUE_URL: z.url(),
  EVENT_BUS_NAME: z.string(),
  RECONCILIATION_SETTINGS: jsonVariable(reconciliationSettings),
});

/** The ports of a reconciliation, met by DynamoDB, SQS, EventBridge and the operator's MongoDB. */
export function reconcileDependencies(env: z.infer<typeof reconcileEnvironment>) {
  const document = dynamoDocumentClient();
  const tables = { payments: env.PAYMENTS_TABLE, reconciliation: env.RECONCILIATION_TABLE };
  const clock = Date.now;
  const warn = (message: string, error: unknown) => logger.warn(message, { error });
  const { tell, tally, finish } = afterWork({
    outbox: dynamoOutbox(document, [reconciliationOutbox(tables), paymentsOutbox(tables)]),
    bus: eventBridgeFactBus(env.EVENT_BUS_NAME),
    statistics: dynamoStatistics(document, tables),
    clock,
    warn,
  });
  const tellAndCount = (fact: Fact): void => {
    if (fact.type === 'payment.reconciled') countDecision(fact.data);
    tell(fact);
  };
  const deps: ReconcileDependencies = {
    payments: operationsPayments(env),
    hooks: rememberedHooks(dynamoHookDirectory(document, tables), clock),
    index: dynamoPaymentIndex(document, tables),
    transactions: dynamoTransactionLedger(document, tables),
    reconciliations: dynamoReconciliationLedger(document, tables),
    requests: sqsWorkQueue(env.RECONCILIATIONS_QUEUE_URL),
    statusQueries: sqsWorkQueue(env.STATUS_QUERIES_QUEUE_URL),
    settings: env.RECONCILIATION_SETTINGS,
    clock,
    tell: tellAndCount,
    tally,
    warn,
  };
  return { deps, document, tables, finish };
}

/** Asked again about a payment that stays as it is, nothing new is collected. */
function countDecision({ status, previousStatus, amountReceivedMinor }: PaymentReconciled['data']): void {
  if (status === previousStatus) return;
  if (status === 'discrepancy') count('DiscrepanciesFound');
  if (status !== 'matched') return;
  count('PaymentsMatched');
  count('ValueCollected', amountReceivedMinor);
}
