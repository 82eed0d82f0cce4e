import * as z from 'zod/mini';
import { dynamoCheckLedger } from '../../shared/adapters/dynamodb/balance-checks.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { alertReport } from '../../shared/balances/reports.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { failed, ok } from '../../shared/kernel/result.ts';
import { resolveBalanceAlert } from '../../shared/manager/balance-routes.ts';

/** Answers `POST /api/v1/balance-monitoring/alerts/{id}/resolve`: somebody has dealt with it. */
const env = readEnvironment(z.object({ BALANCES_TABLE: z.string(), RECONCILIATION_TABLE: z.string() }));
const document = dynamoDocumentClient();
const checks = dynamoCheckLedger(document, { balances: env.BALANCES_TABLE });
const idempotency = dynamoIdempotencyStore(document, { reconciliation: env.RECONCILIATION_TABLE });

export const handler = httpEdge(
  resolveBalanceAlert,
  async ({ params: { id }, caller }) => {
    const alert = await checks.resolve({ alertId: id, at: Date.now(), by: caller.sub });
    return alert
      ? ok({ alert: alertReport(alert) })
      : failed({ kind: 'not_found', detail: 'there is no such alert' });
  },
  { idempotency },
);
