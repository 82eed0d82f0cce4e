import * as z from 'zod/mini';
import { dynamoCheckLedger } from '../../shared/adapters/dynamodb/balance-checks.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { alertReport } from '../../shared/balances/reports.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { ok } from '../../shared/kernel/result.ts';
import { listBalanceAlerts } from '../../shared/manager/balance-routes.ts';

/** Answers `GET /api/v1/balance-monitoring/alerts`: what people were to hear of, newest first. */
const env = readEnvironment(z.object({ BALANCES_TABLE: z.string() }));
const checks = dynamoCheckLedger(dynamoDocumentClient(), { balances: env.BALANCES_TABLE });

export const handler = httpEdge(listBalanceAlerts, async ({ query: { active, limit, cursor } }) => {
  const wanted = active === undefined ? {} : { active: active === 'true' };
  const page = await checks.alerts(wanted, { limit, ...(cursor !== undefined && { cursor }) });
  return ok({ alerts: page.alerts.map(alertReport), next_cursor: page.cursor ?? null });
});
