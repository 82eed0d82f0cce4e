import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { putConfig } from '../../shared/balances/change-config.ts';
import { configReport } from '../../shared/balances/reports.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { partnerId, shortcode } from '../../shared/kernel/identifiers.ts';
import { ok } from '../../shared/kernel/result.ts';
import { createBalanceConfig } from '../../shared/manager/balance-routes.ts';
import { configEnvironment, configNeeds } from '../config-needs.ts';

/** Answers `POST /api/v1/balance-monitoring/configs`: watches a shortcode's balance, or all of a partner's. */
const env = readEnvironment(configEnvironment);
const document = dynamoDocumentClient();
const needs = configNeeds(env, document);
const idempotency = dynamoIdempotencyStore(document, { reconciliation: env.RECONCILIATION_TABLE });

export const handler = httpEdge(
  createBalanceConfig,
  async ({ body }) => {
    const partner = partnerId(body.partner_id);
    const key = body.shortcode === undefined ? 'all' : shortcode(body.shortcode);
    const webhook = body.slack_webhook_url;
    const wanted = { partnerId: partner, key, fields: body, webhook, isNew: true } as const;
    const saved = await putConfig(needs, wanted);
    if (!saved.ok) return saved;
    return ok({ config: configReport(saved.value, await needs.polls.ofPartner(partner)) });
  },
  { idempotency },
);
