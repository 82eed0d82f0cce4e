import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoRevenueLedger } from '../../shared/adapters/dynamodb/revenue-ledger.ts';
import { jsonVariable, readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { failed } from '../../shared/kernel/result.ts';
import { readRevenueWindows } from '../../shared/manager/revenue-routes.ts';
import { readWindows } from '../../shared/revenue/windows-report.ts';

/** Answers `GET /api/v1/analytics/revenue/windows`: what was earned in each six hours that were reported. */
const env = readEnvironment(
  z.object({
    REVENUE_TABLE: z.string(),
    REVENUE_REPORT_NAMES: jsonVariable(z.array(z.object({ name: z.string(), currencySymbol: z.string() }))),
  }),
);
const ledger = dynamoRevenueLedger(dynamoDocumentClient(), { revenue: env.REVENUE_TABLE });

export const handler = httpEdge(readRevenueWindows, async ({ query }) => {
  const read = await readWindows(ledger, env.REVENUE_REPORT_NAMES, query);
  return read.ok ? read : failed({ kind: 'invalid_input', errors: read.error });
});
