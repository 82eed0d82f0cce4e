import * as z from 'zod/mini';
import { dynamoConfigStore } from '../../shared/adapters/dynamodb/balance-configs.ts';
import { dynamoPollSchedule } from '../../shared/adapters/dynamodb/balance-polls.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { configReport } from '../../shared/balances/reports.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { ok } from '../../shared/kernel/result.ts';
import { sideBySide } from '../../shared/kernel/side-by-side.ts';
import { listBalanceConfigs } from '../../shared/manager/balance-routes.ts';

/** Answers `GET /api/v1/balance-monitoring/configs`: the rows, and what each of them has polled. */
const env = readEnvironment(z.object({ BALANCES_TABLE: z.string() }));
const document = dynamoDocumentClient();
const tables = { balances: env.BALANCES_TABLE };
const configs = dynamoConfigStore(document, tables);
const polls = dynamoPollSchedule(document, tables);

export const handler = httpEdge(listBalanceConfigs, async ({ query: { limit, cursor } }) => {
  const page = await configs.page({ limit, ...(cursor !== undefined && { cursor }) });
  const partners = [...new Set(page.configs.map(({ partnerId }) => partnerId))];
  const polled = (await sideBySide(partners, 8, (partner) => polls.ofPartner(partner))).flat();
  return ok({
    configs: page.configs.map((config) => configReport(config, polled)),
    next_cursor: page.cursor ?? null,
  });
});
