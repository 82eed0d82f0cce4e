import * as z from 'zod/mini';
import { dynamoCheckLedger } from '../../shared/adapters/dynamodb/balance-checks.ts';
import { dynamoPollSchedule } from '../../shared/adapters/dynamodb/balance-polls.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { sqsWorkQueue } from '../../shared/adapters/sqs/work-queue.ts';
import { checkNow } from '../../shared/balances/check-now.ts';
import type { BalanceRequest } from '../../shared/balances/request.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { shortcode } from '../../shared/kernel/identifiers.ts';
import { failed, ok } from '../../shared/kernel/result.ts';
import { checkBalances } from '../../shared/manager/balance-routes.ts';
import { randomSuffix } from '../balance-dependencies.ts';
import { operationsEnvironment, operationsPayments } from '../operations-payments.ts';

/** Answers `POST /api/v1/balance-monitoring/check`: has one balance read now, or all, in the caller's name. */
const env = readEnvironment(
  z.extend(operationsEnvironment, {
    BALANCES_TABLE: z.string(),
    RECONCILIATION_TABLE: z.string(),
    BALANCE_QUERIES_QUEUE_URL: z.url(),
  }),
);
const document = dynamoDocumentClient();
const tables = { balances: env.BALANCES_TABLE };
const needs = {
  polls: dynamoPollSchedule(document, tables),
  checks: dynamoCheckLedger(document, tables),
  directory: operationsPayments(env),
  requests: sqsWorkQueue<BalanceRequest>(env.BALANCE_QUERIES_QUEUE_URL),
  clock: Date.now,
  random: randomSuffix,
};
const idempotency = dynamoIdempotencyStore(document, { reconciliation: env.RECONCILIATION_TABLE });

export const handler = httpEdge(
  checkBalances,
  async ({ body, caller }) => {
    const one = body.shortcode === undefined ? {} : { shortcode: shortcode(body.shortcode) };
    const checked = await checkNow(needs, { ...one, by: caller.sub });
    if (!checked)
      return failed({ kind: 'not_found', detail: `no configuration covers shortcode ${body.shortcode}` });
    const queued = checked.queued.map((check) => ({ check_id: check.id, shortcode: check.shortcode }));
    return ok({ queued, stopped: [...checked.stopped] });
  },
  { idempotency },
);
