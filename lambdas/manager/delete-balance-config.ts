import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { removeConfig } from '../../shared/balances/change-config.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { failed, ok } from '../../shared/kernel/result.ts';
import { noSuchConfig, sameName } from '../../shared/manager/balance-config.ts';
import { deleteBalanceConfig } from '../../shared/manager/balance-routes.ts';
import { configEnvironment, configNeeds } from '../config-needs.ts';

/** Answers `DELETE /api/v1/balance-monitoring/configs/{partner_id}/{shortcode}`: removes a row, and its webhook. */
const env = readEnvironment(configEnvironment);
const document = dynamoDocumentClient();
const needs = configNeeds(env, document);
const idempotency = dynamoIdempotencyStore(document, { reconciliation: env.RECONCILIATION_TABLE });

export const handler = httpEdge(
  deleteBalanceConfig,
  async ({ params }) => {
    const name = sameName(params);
    if (!name.ok) return name;
    const isRemoved = await removeConfig(needs, name.value.partnerId, name.value.key);
    return isRemoved ? ok({ deleted: true }) : failed(noSuchConfig(params));
  },
  { idempotency },
);
