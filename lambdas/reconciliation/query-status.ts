import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { createDarajaClient } from '../../shared/adapters/daraja/daraja-client.ts';
import { darajaQuestions } from '../../shared/adapters/daraja/daraja-questions.ts';
import { dynamoDarajaTokenStore } from '../../shared/adapters/dynamodb/daraja-token-store.ts';
import { dynamoStatusQueryLog } from '../../shared/adapters/dynamodb/status-query-log.ts';
import { readSecret } from '../../shared/adapters/secrets-manager/read-secret.ts';
import { sqsDelay } from '../../shared/adapters/sqs/delay.ts';
import { sqsPutAside } from '../../shared/adapters/sqs/put-aside.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { queueEdge } from '../../shared/edge/queue.ts';
import { queryStatus } from '../../shared/reconciliation/query-status.ts';
import { parseStatusQueryRequest } from '../../shared/reconciliation/work-queue.ts';
import { balanceDependencies, balanceEnvironment } from '../balance-dependencies.ts';
import { countDarajaFailure } from '../daraja-failures.ts';
import { reconcileDependencies, reconcileEnvironment } from '../reconcile-dependencies.ts';

/** Woken by a request on `status-queries`. Asks M-Pesa how a payment stands, and books what it answers at once. */
const env = readEnvironment(
  z.extend(reconcileEnvironment, {
    ...balanceEnvironment.shape,
    STATUS_QUERIES_DEAD_LETTERS_URL: z.url(),
    DARAJA_BASE_URL: z.url(),
    CALLBACK_BASE_URL: z.url(),
  }),
);
const { deps, document, tables, finish } = reconcileDependencies(env);
const { gate } = balanceDependencies(env, document);
const asking = {
  ...deps,
  statusQueryLog: dynamoStatusQueryLog(document, tables),
  newId: randomUUID,
  questions: darajaQuestions({
    client: createDarajaClient({
      baseUrl: env.DARAJA_BASE_URL,
      tokens: dynamoDarajaTokenStore(document, tables),
      clock: deps.clock,
      failed: countDarajaFailure,
    }),
    secretOf: (partner, freshAfter) => readSecret(`${env.PARTNER_SECRET_PREFIX}${partner}`, freshAfter),
    gate,
    callbackBaseUrl: env.CALLBACK_BASE_URL,
  }),
};

export const handler = queueEdge({
  read: (record) => parseStatusQueryRequest(record.body),
  handle: (request) => queryStatus(asking, request),
  delay: sqsDelay(),
  putAside: sqsPutAside(env.STATUS_QUERIES_DEAD_LETTERS_URL),
  afterBatch: finish,
});
