import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { putConfig } from '../../shared/balances/change-config.ts';
import { configReport } from '../../shared/balances/reports.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { ok } from '../../shared/kernel/result.ts';
import { sameName } from '../../shared/manager/balance-config.ts';
import { replaceBalanceConfig } from '../../shared/manager/balance-routes.ts';
import { configEnvironment, configNeeds } from '../config-needs.ts';

/** Answers `PUT /api/v1/balance-monitoring/configs/{partner_id}/{shortcode}`: puts a row in the place of that name. */
const env = readEnvironment(configEnvironment);
const document = dynamoDocumentClient();
const needs = configNeeds(env, document);
const idempotency = dynamoIdempotencyStore(document, { reconciliation: env.RECONCILIATION_TABLE });

export const handler = httpEdge(
  replaceBalanceConfig,
  async ({ params, body }) => {
    const name = sameName(params, body);
    if (!name.ok) return name;
    const webhook = body.slack_webhook_url;
    const saved = await putConfig(needs, { ...name.value, fields: body, webhook, isNew: false });
    if (!saved.ok) return saved;
    return ok({ config: configReport(saved.value, await needs.polls.ofPartner(name.value.partnerId)) });
  },
  { idempotency },
);
