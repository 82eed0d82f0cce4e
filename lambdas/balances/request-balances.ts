import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { sqsWorkQueue } from '../../shared/adapters/sqs/work-queue.ts';
import type { BalanceRequest } from '../../shared/balances/request.ts';
import { requestBalances } from '../../shared/balances/request-balances.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { scheduleEdge } from '../../shared/edge/schedule.ts';
import { balanceDependencies, balanceEnvironment, randomSuffix } from '../balance-dependencies.ts';
import { operationsEnvironment, operationsPayments } from '../operations-payments.ts';

/** Woken each minute. Has every balance asked for that is due, and gives up what M-Pesa did not answer. */
const env = readEnvironment(
  z.extend(operationsEnvironment, { ...balanceEnvironment.shape, BALANCE_QUERIES_QUEUE_URL: z.url() }),
);
const { deps, publish } = balanceDependencies(env, dynamoDocumentClient());
const asking = {
  ...deps,
  directory: operationsPayments(env),
  requests: sqsWorkQueue<BalanceRequest>(env.BALANCE_QUERIES_QUEUE_URL),
  random: randomSuffix,
};

export const handler = scheduleEdge(async ({ scheduledAt, hasTimeLeft }) => {
  const done = await requestBalances(asking, scheduledAt, hasTimeLeft);
  await publish();
  return done;
});
