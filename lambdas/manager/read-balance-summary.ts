import * as z from 'zod/mini';
import { dynamoCheckLedger } from '../../shared/adapters/dynamodb/balance-checks.ts';
import { dynamoConfigStore } from '../../shared/adapters/dynamodb/balance-configs.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { checkReport } from '../../shared/balances/reports.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { ok } from '../../shared/kernel/result.ts';
import { days } from '../../shared/kernel/time.ts';
import { readBalanceSummary } from '../../shared/manager/balance-routes.ts';

/** Answers `GET /api/v1/balance-monitoring/summary`: how the watch over balances stands. */
const env = readEnvironment(z.object({ BALANCES_TABLE: z.string() }));
const document = dynamoDocumentClient();
const tables = { balances: env.BALANCES_TABLE };
const configs = dynamoConfigStore(document, tables);
const checks = dynamoCheckLedger(document, tables);
const recentChecks = 20;

export const handler = httpEdge(readBalanceSummary, async () => {
  const now = Date.now();
  const [active, figures, recent] = await Promise.all([
    configs.countEnabled(),
    checks.figures(now),
    checks.list({ from: now - days(31), to: now + days(60) }, { limit: recentChecks }),
  ]);
  return ok({
    active_configurations: active,
    checks_today: figures.checksToday,
    alerts_sent: figures.alertsSent,
    active_alerts: figures.activeAlerts,
    recent_checks: recent.checks.map(checkReport),
  });
});
