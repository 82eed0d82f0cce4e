import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../shared/adapters/dynamodb/document-client.ts';
import { dynamoIndexedPayments } from '../shared/adapters/dynamodb/indexed-payments.ts';
import { dynamoWatchMarkStore } from '../shared/adapters/dynamodb/watch-mark.ts';
import { sqsWorkQueue } from '../shared/adapters/sqs/work-queue.ts';
import { jsonVariable, readEnvironment } from '../shared/edge/environment.ts';
import { logger } from '../shared/edge/logger.ts';
import { type comparePayments, watchSettings } from '../shared/payments/watch-payments.ts';
import type { ReconcileRequest } from '../shared/reconciliation/work-queue.ts';
import { operationsEnvironment, operationsPayments } from './operations-payments.ts';

/** The ports of a look at the operator's payments, met by MongoDB, DynamoDB and SQS; bound once per lambda. */
export function watchDependencies() {
  const env = readEnvironment(
    z.extend(operationsEnvironment, {
      PAYMENTS_TABLE: z.string(),
      RECONCILIATION_TABLE: z.string(),
      RECONCILIATIONS_QUEUE_URL: z.url(),
      WATCH_SETTINGS: jsonVariable(watchSettings),
    }),
  );
  const document = dynamoDocumentClient();
  const tables = { payments: env.PAYMENTS_TABLE, reconciliation: env.RECONCILIATION_TABLE };
  const requests = sqsWorkQueue<ReconcileRequest>(env.RECONCILIATIONS_QUEUE_URL);
  const deps = {
    payments: operationsPayments(env),
    indexed: dynamoIndexedPayments(document, tables),
    mark: dynamoWatchMarkStore(document, tables),
    asked: new Map(),
    settings: env.WATCH_SETTINGS,
    request: (changes) => requests.send(changes.map((change) => ({ of: 'payment', ...change }))),
    unreadable: ({ id, payment }) => {
      if (!payment.ok) logger.warn('a payment cannot be read', { paymentId: id, why: payment.error.message });
    },
  } satisfies Parameters<typeof comparePayments>[0];
  return { deps, document, tables };
}
