import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoConfigStore } from '../../shared/adapters/dynamodb/balance-configs.ts';
import { dynamoPollSchedule } from '../../shared/adapters/dynamodb/balance-polls.ts';
import type { Tables } from '../../shared/adapters/dynamodb/tables.ts';
import { secretsWebhookVault } from '../../shared/adapters/secrets-manager/webhook-vault.ts';
import { putConfig } from '../../shared/balances/change-config.ts';
import type { ShortcodeDirectory } from '../../shared/balances/coverage.ts';
import { partnerId, shortcode } from '../../shared/kernel/identifiers.ts';
import { balanceConfigBody } from '../../shared/manager/balance-config.ts';
import { sampleBalanceConfigs } from './balance-configs.ts';

interface Needs {
  readonly document: DynamoDBDocumentClient;
  readonly tables: Pick<Tables, 'balances'>;
  readonly secrets: SecretsManagerClient;
  readonly partnerSecretPrefix: string;
  readonly directory: ShortcodeDirectory;
}

/** Puts the sample's balance configuration in place, through the rules that the manager API goes by. */
export async function loadBalanceConfigs(needs: Needs): Promise<void> {
  const { document, tables, secrets, partnerSecretPrefix, directory } = needs;
  const ports = {
    configs: dynamoConfigStore(document, tables),
    polls: dynamoPollSchedule(document, tables),
    directory,
    webhooks: secretsWebhookVault(secrets, partnerSecretPrefix),
    clock: Date.now,
  };
  for (const row of sampleBalanceConfigs) {
    const fields = balanceConfigBody.parse(row);
    const saved = await putConfig(ports, {
      partnerId: partnerId(fields.partner_id),
      key: fields.shortcode === undefined ? 'all' : shortcode(fields.shortcode),
      fields,
      webhook: fields.slack_webhook_url,
      isNew: false,
    });
    if (!saved.ok) throw new Error(`the sample's balance configuration: ${JSON.stringify(saved.error)}`);
  }
}
