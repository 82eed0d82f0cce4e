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

/** The label of a version that is not current yet. */
const candidate = 'SALIO_CANDIDATE';
const maxTries = 8;

/**
 * Changes a secret that others change as well: a new version becomes the current one only in the place of the version that it was
 * made from. Whoever changes it meanwhile goes first, and the change is made once more on top.
 *
 * @param read throws when the text is not what it should be; its message must not quote it.
 * @param change gives undefined when nothing is to change.
 */
export async function changeSecret<Value extends object>(
  client: SecretsManagerClient,
  SecretId: string,
  read: (text: string) => Value,
  change: (secret: Value) => Value | undefined,
): Promise<'stored' | 'no_secret'> {
  for (let tries = 1; ; tries++) {
    const current = await currentVersion(client, SecretId);
    if (!current) return 'no_secret';
    const changed = change(read(current.text));
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
    return { text: SecretString, versionId: VersionId };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
