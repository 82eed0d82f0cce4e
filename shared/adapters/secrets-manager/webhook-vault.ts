import { setTimeout as pause } from 'node:timers/promises';
import {
  GetSecretValueCommand,
  InvalidParameterException,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { WebhookVault } from '../../balances/webhook-vault.ts';

const secretValue = z.looseObject({
  slackWebhooks: z._default(z.record(z.string(), z.string()), {}),
});
type SecretValue = z.infer<typeof secretValue>;

/** The label of a version that is not current yet. */
const candidate = 'SALIO_CANDIDATE';
const maxTries = 8;

/**
 * Webhooks in partners' secrets. A new version becomes the current one only in the place of the version that it was made from:
 * whoever changes the secret meanwhile goes first, and the change is made once more on top.
 *
 * @param prefix what a partner's id is put behind to name its secret.
 */
export function secretsWebhookVault(client: SecretsManagerClient, prefix: string): WebhookVault {
  return {
    put: (partnerId, key, url) =>
      changeSecret(client, prefix + partnerId, (secret) =>
        secret.slackWebhooks[key] === url
          ? undefined
          : { ...secret, slackWebhooks: { ...secret.slackWebhooks, [key]: url } },
      ),

    async remove(partnerId, key) {
      await changeSecret(client, prefix + partnerId, (secret) => {
        const { [key]: gone, ...slackWebhooks } = secret.slackWebhooks;
        return gone === undefined ? undefined : { ...secret, slackWebhooks };
      });
    },
  };
}

async function changeSecret(
  client: SecretsManagerClient,
  SecretId: string,
  change: (secret: SecretValue) => SecretValue | undefined,
): Promise<'stored' | 'no_secret'> {
  for (let tries = 1; ; tries++) {
    const current = await currentVersion(client, SecretId);
    if (!current) return 'no_secret';
    const changed = change(current.value);
    if (!changed) return 'stored';
    const put = new PutSecretValueCommand({
      SecretId,
      SecretString: JSON.stringify(changed),
      VersionStages: [candidate],
    });
    const { VersionId } = await client.send(put);
    try {
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'AWSCURRENT',
          RemoveFromVersionId: current.versionId,
          MoveToVersionId: VersionId,
        }),
      );
      return 'stored';
    } catch (error) {
      const isBeaten = error instanceof InvalidParameterException || error instanceof InvalidRequestException;
      if (!isBeaten || tries === maxTries) throw error;
      await pause(Math.random() * 50 * tries);
    }
  }
}

async function currentVersion(client: SecretsManagerClient, SecretId: string) {
  try {
    const { SecretString = '', VersionId = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    return { value: parsed(SecretId, SecretString), versionId: VersionId };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** A parser's own message quotes the text. */
function parsed(id: string, text: string): SecretValue {
  try {
    return secretValue.parse(JSON.parse(text));
  } catch {
    throw new Error(`secret ${id} is no JSON object, or its slackWebhooks are none`);
  }
}
