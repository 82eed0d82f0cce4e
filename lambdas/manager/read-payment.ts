import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoHookDirectory } from '../../shared/adapters/dynamodb/hook-directory.ts';
import { dynamoReconciliationLedger } from '../../shared/adapters/dynamodb/reconciliation-ledger.ts';
import { dynamoTransactionLedger } from '../../shared/adapters/dynamodb/transaction-ledger.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { paymentId } from '../../shared/kernel/identifiers.ts';
import { ok } from '../../shared/kernel/result.ts';
import { visibleTo } from '../../shared/manager/payment-access.ts';
import { readPayment } from '../../shared/manager/payment-routes.ts';
import { rememberedHooks } from '../../shared/payments/remembered-hooks.ts';
import { paymentReport, readStanding } from '../../shared/reconciliation/payment-report.ts';
import { operationsEnvironment, operationsPayments } from '../operations-payments.ts';

/** Answers `GET /api/v1/payments/{id}`: what is expected, what M-Pesa says, what was decided, and by whom. */
const env = readEnvironment(
  z.extend(operationsEnvironment, { PAYMENTS_TABLE: z.string(), RECONCILIATION_TABLE: z.string() }),
);
const document = dynamoDocumentClient();
const tables = { payments: env.PAYMENTS_TABLE, reconciliation: env.RECONCILIATION_TABLE };
const sources = {
  payments: operationsPayments(env),
  hooks: rememberedHooks(dynamoHookDirectory(document, tables), Date.now),
  transactions: dynamoTransactionLedger(document, tables),
  reconciliations: dynamoReconciliationLedger(document, tables),
};

export const handler = httpEdge(readPayment, async ({ params, caller }) => {
  const found = await sources.payments.byId(paymentId(params.id));
  const payment = visibleTo(caller, params.id, found);
  return payment.ok ? ok(paymentReport(await readStanding(sources, payment.value))) : payment;
});
