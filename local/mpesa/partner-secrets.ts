import { randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** Partners' secrets as JSON text. */
export interface PartnerSecrets {
  read(partnerId: string): Promise<string | undefined>;
  /** Replaces the secret, or makes it. */
  write(partnerId: string, json: string): Promise<void>;
}

/** @param prefix what the partner's id is put behind: `salio/dev/partners/`. */
export function partnerSecrets(client: SecretsManagerClient, prefix: string): PartnerSecrets {
  const read = async (partnerId: string): Promise<string | undefined> => {
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: prefix + partnerId }));
      return SecretString;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };
  return {
    read,
    async write(partnerId, json) {
      const id = prefix + partnerId;
      if ((await read(partnerId)) === undefined)
        await client.send(new CreateSecretCommand({ Name: id, SecretString: json }));
      else await client.send(new PutSecretValueCommand({ SecretId: id, SecretString: json }));
    },
  };
}

/** What Safaricom would hand to a partner: made up, but of the real lengths. */
export const inventedCredentials = (partnerId: string, at: number) => ({
  consumerKey: randomBytes(24).toString('hex'),
  consumerSecret: randomBytes(32).toString('hex'),
  initiatorName: `api${partnerId.replaceAll(/[^a-zA-Z0-9]/g, '').slice(0, 8)}`,
  securityCredential: randomBytes(256).toString('base64'),
  passkey: randomBytes(32).toString('hex'),
  credentialSetOn: new Date(at).toISOString().slice(0, 10),
  slackWebhooks: {},
  forwardingSecret: `whsec_${randomBytes(32).toString('base64')}`,
});

export const newHookToken = (): string => randomBytes(24).toString('hex');
