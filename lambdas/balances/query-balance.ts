import * as z from 'zod/mini';
import { darajaBalanceQuestions } from '../../shared/adapters/daraja/balance-questions.ts';
import { createDarajaClient } from '../../shared/adapters/daraja/daraja-client.ts';
import { dynamoDarajaTokenStore } from '../../shared/adapters/dynamodb/daraja-token-store.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { readSecret } from '../../shared/adapters/secrets-manager/read-secret.ts';
import { sqsDelay } from '../../shared/adapters/sqs/delay.ts';
import { sqsPutAside } from '../../shared/adapters/sqs/put-aside.ts';
import { sqsWorkQueue } from '../../shared/adapters/sqs/work-queue.ts';
import { queryBalance } from '../../shared/balances/query-balance.ts';
import { type BalanceRequest, parseBalanceRequest } from '../../shared/balances/request.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { queueEdge } from '../../shared/edge/queue.ts';
import { balanceDependencies, balanceEnvironment, randomSuffix } from '../balance-dependencies.ts';
import { countDarajaFailure } from '../daraja-failures.ts';

/** Woken by a request on `balance-queries`. Asks M-Pesa for one balance; the answer comes to the hooks. */
const env = readEnvironment(
  z.extend(balanceEnvironment, {
    PAYMENTS_TABLE: z.string(),
    BALANCE_QUERIES_QUEUE_URL: z.url(),
    BALANCE_QUERIES_DEAD_LETTERS_URL: z.url(),
    DARAJA_BASE_URL: z.url(),
    CALLBACK_BASE_URL: z.url(),
  }),
);
const document = dynamoDocumentClient();
const { deps, gate, publish } = balanceDependencies(env, document);
const asking = {
  ...deps,
  gate,
  requests: sqsWorkQueue<BalanceRequest>(env.BALANCE_QUERIES_QUEUE_URL),
  random: randomSuffix,
  questions: darajaBalanceQuestions({
    client: createDarajaClient({
      baseUrl: env.DARAJA_BASE_URL,
      tokens: dynamoDarajaTokenStore(document, { payments: env.PAYMENTS_TABLE }),
      clock: deps.clock,
      failed: countDarajaFailure,
    }),
    secretOf: (partner, freshAfter) => readSecret(`${env.PARTNER_SECRET_PREFIX}${partner}`, freshAfter),
    callbackBaseUrl: env.CALLBACK_BASE_URL,
  }),
};

export const handler = queueEdge({
  read: (record) => parseBalanceRequest(record.body),
  handle: (request) => queryBalance(asking, request),
  delay: sqsDelay(),
  putAside: sqsPutAside(env.BALANCE_QUERIES_DEAD_LETTERS_URL),
  afterBatch: publish,
});
