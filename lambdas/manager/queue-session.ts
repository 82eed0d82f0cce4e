import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { sqsWorkQueue } from '../../shared/adapters/sqs/work-queue.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { paymentId } from '../../shared/kernel/identifiers.ts';
import { ok } from '../../shared/kernel/result.ts';
import { visibleTo } from '../../shared/manager/payment-access.ts';
import { queueSession } from '../../shared/manager/real-time-routes.ts';
import type { ReconcileRequest } from '../../shared/reconciliation/work-queue.ts';
import { operationsEnvironment, operationsPayments } from '../operations-payments.ts';

/** Answers `POST /api/real-time-reconciliation/queue/{id}`: has one payment decided in a moment, in the caller's name. */
const env = readEnvironment(
  z.extend(operationsEnvironment, { RECONCILIATION_TABLE: z.string(), RECONCILIATIONS_QUEUE_URL: z.url() }),
);
const payments = operationsPayments(env);
const requests = sqsWorkQueue<ReconcileRequest>(env.RECONCILIATIONS_QUEUE_URL);
const idempotency = dynamoIdempotencyStore(dynamoDocumentClient(), {
  reconciliation: env.RECONCILIATION_TABLE,
});

export const handler = httpEdge(
  queueSession,
  async ({ params, body: { trigger }, caller }) => {
    const payment = visibleTo(caller, params.id, await payments.byId(paymentId(params.id)));
    if (!payment.ok) return payment;
    const asked = { trigger, by: caller.sub, ask: randomUUID() };
    await requests.send([{ of: 'payment', paymentId: payment.value.id, ...asked }]);
    return ok({ success: true, queued: true, location: `/api/v1/payments/${encodeURIComponent(params.id)}` });
  },
  { idempotency },
);
