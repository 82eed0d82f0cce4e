import * as z from 'zod/mini';
import { darajaCredentials } from '../../shared/adapters/daraja/balance-questions.ts';
import { dynamoConfigStore } from '../../shared/adapters/dynamodb/balance-configs.ts';
import { dynamoPollSchedule } from '../../shared/adapters/dynamodb/balance-polls.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { dynamoInitiatorBook } from '../../shared/adapters/dynamodb/initiators.ts';
import { readSecret } from '../../shared/adapters/secrets-manager/read-secret.ts';
import { resumePolling } from '../../shared/balances/resume.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { failed, ok } from '../../shared/kernel/result.ts';
import { noSuchConfig, sameName } from '../../shared/manager/balance-config.ts';
import { resumeBalanceConfig } from '../../shared/manager/balance-routes.ts';

/** Answers `POST …/configs/{partner_id}/{shortcode}/resume`: goes on where M-Pesa refused a credential or a permission. */
const env = readEnvironment(
  z.object({
    BALANCES_TABLE: z.string(),
    RECONCILIATION_TABLE: z.string(),
    PARTNER_SECRET_PREFIX: z.string(),
  }),
);
const document = dynamoDocumentClient();
const tables = { balances: env.BALANCES_TABLE };
const needs = {
  configs: dynamoConfigStore(document, tables),
  polls: dynamoPollSchedule(document, tables),
  initiators: dynamoInitiatorBook(document, tables),
  questions: darajaCredentials((partner, freshAfter) =>
    readSecret(`${env.PARTNER_SECRET_PREFIX}${partner}`, freshAfter),
  ),
};
const idempotency = dynamoIdempotencyStore(document, { reconciliation: env.RECONCILIATION_TABLE });

export const handler = httpEdge(
  resumeBalanceConfig,
  async ({ params }) => {
    const name = sameName(params);
    if (!name.ok) return name;
    const resumed = await resumePolling(needs, name.value.partnerId, name.value.key, Date.now());
    return resumed ? ok({ resumed: [...resumed] }) : failed(noSuchConfig(params));
  },
  { idempotency },
);
