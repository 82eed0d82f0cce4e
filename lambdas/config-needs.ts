import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { dynamoConfigStore } from '../shared/adapters/dynamodb/balance-configs.ts';
import { dynamoPollSchedule } from '../shared/adapters/dynamodb/balance-polls.ts';
import { secretsManagerClient } from '../shared/adapters/secrets-manager/client.ts';
import { secretsWebhookVault } from '../shared/adapters/secrets-manager/webhook-vault.ts';
import type { ConfigNeeds } from '../shared/balances/change-config.ts';
import { operationsEnvironment, operationsPayments } from './operations-payments.ts';

/** What every function that changes the balance configuration is told. */
export const configEnvironment = z.extend(operationsEnvironment, {
  BALANCES_TABLE: z.string(),
  RECONCILIATION_TABLE: z.string(),
  PARTNER_SECRET_PREFIX: z.string(),
});

/** The ports of a change of the balance configuration. */
export function configNeeds(
  env: z.infer<typeof configEnvironment>,
  document: DynamoDBDocumentClient,
): ConfigNeeds {
  const tables = { balances: env.BALANCES_TABLE };
  return {
    configs: dynamoConfigStore(document, tables),
    polls: dynamoPollSchedule(document, tables),
    directory: operationsPayments(env),
    webhooks: secretsWebhookVault(secretsManagerClient(), env.PARTNER_SECRET_PREFIX),
    clock: Date.now,
  };
}
