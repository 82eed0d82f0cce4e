import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { WebhookVault } from '../../balances/webhook-vault.ts';
import { changeSecret } from './change-secret.ts';

const secretValue = z.looseObject({
  slackWebhooks: z._default(z.record(z.string(), z.string()), {}),
});
type SecretValue = z.infer<typeof secretValue>;

/**
 * Webhooks in partners' secrets.
 *
 * @param prefix what a partner's id is put behind to name its secret.
 */
export function secretsWebhookVault(client: SecretsManagerClient, prefix: string): WebhookVault {
  const change = (partnerId: string, changed: (secret: SecretValue) => SecretValue | undefined) =>
    changeSecret(client, prefix + partnerId, (text) => parsed(prefix + partnerId, text), changed);
  return {
    put: (partnerId, key, url) =>
      change(partnerId, (secret) =>
        secret.slackWebhooks[key] === url
          ? undefined
          : { ...secret, slackWebhooks: { ...secret.slackWebhooks, [key]: url } },
      ),

    async remove(partnerId, key) {
      await change(partnerId, (secret) => {
        const { [key]: gone, ...slackWebhooks } = secret.slackWebhooks;
        return gone === undefined ? undefined : { ...secret, slackWebhooks };
      });
    },
  };
}

/** A parser's own message quotes the text. */
function parsed(id: string, text: string): SecretValue {
  try {
    return secretValue.parse(JSON.parse(text));
  } catch {
    throw new Error(`secret ${id} is no JSON object, or its slackWebhooks are none`);
  }
}
