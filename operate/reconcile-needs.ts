import * as z from 'zod/mini';
import { dynamoPaymentIndex } from '../shared/adapters/dynamodb/payment-index.ts';
import { dynamoRecentNotices } from '../shared/adapters/dynamodb/recent-notices.ts';
import { dynamoReconciliationLedger } from '../shared/adapters/dynamodb/reconciliation-ledger.ts';
import { dynamoStatusQueryLog } from '../shared/adapters/dynamodb/status-query-log.ts';
import { dynamoTransactionLedger } from '../shared/adapters/dynamodb/transaction-ledger.ts';
import { mongoConnection } from '../shared/adapters/mongodb/connection.ts';
import { mongoPaymentBook } from '../shared/adapters/mongodb/payment-book.ts';
import { mongoSettings } from '../shared/adapters/mongodb/settings.ts';
import { sqsWorkQueue } from '../shared/adapters/sqs/work-queue.ts';
import type { ReconcileRequest } from '../shared/reconciliation/work-queue.ts';
import { actionNeeds, variableOf } from './action-needs.ts';
import type { Installation } from './installation.ts';
import { storedConnectionString } from './operator-secrets.ts';

/** What finds payments of a stage and has them reconciled. The operator's MongoDB is connected to on first use. */
export function reconcileNeeds(installation: Installation) {
  const needs = actionNeeds(installation);
  const { document } = needs;
  const tables = {
    payments: variableOf(installation, 'PAYMENTS_TABLE'),
    reconciliation: variableOf(installation, 'RECONCILIATION_TABLE'),
  };
  const settings = z.parse(mongoSettings, JSON.parse(variableOf(installation, 'MONGODB_SETTINGS')));
  const secretId = variableOf(installation, 'MONGODB_SECRET_ID');
  const connection = mongoConnection(settings, () => storedConnectionString(secretId));
  return {
    ...needs,
    payments: mongoPaymentBook(connection, settings, () => undefined),
    reconciliations: dynamoReconciliationLedger(document, tables),
    transactions: dynamoTransactionLedger(document, tables),
    index: dynamoPaymentIndex(document, tables),
    statusQueryLog: dynamoStatusQueryLog(document, tables),
    notices: dynamoRecentNotices(document, tables),
    requests: sqsWorkQueue<ReconcileRequest>(variableOf(installation, 'RECONCILIATIONS_QUEUE_URL')),
    close: () => connection.close(),
  };
}

export type ReconcileNeeds = ReturnType<typeof reconcileNeeds>;
