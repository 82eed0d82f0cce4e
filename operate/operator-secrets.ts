import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ConfigurationError } from '../lib/stages.ts';
import { missing, notJson, readSecretJson } from './doctor/stored-secrets.ts';

/** The form of a secret with the way to a MongoDB. */
export const connectionSecretForm = '{"connection_string": "mongodb+srv://…"}';

/** The form of a partner's secret, as far as the partner makes it. */
export const partnerSecretForm =
  '{"consumerKey": …, "consumerSecret": …, "initiatorName": …, "securityCredential": …, "passkey": …}';

/** The connection string in a secret's JSON; undefined if it holds none. */
export function connectionStringIn(value: unknown): string | undefined {
  const given = (value as { readonly connection_string?: unknown } | null | undefined)?.connection_string;
  return typeof given === 'string' && /^mongodb(\+srv)?:\/\/[^/\s]+/.test(given) ? given : undefined;
}

/** What a secret of the stage holds. Throws ConfigurationError, without any of it, if there is no such secret or it is not JSON. */
export async function secretJson(name: string, form: string): Promise<unknown> {
  const value = await readSecretJson(new SecretsManagerClient(), name);
  if (value === missing)
    throw new ConfigurationError(`There is no secret ${name}: make it; it holds ${form}.`);
  if (value === notJson) throw new ConfigurationError(`Secret ${name} is not JSON: expected ${form}.`);
  return value;
}

/** The connection string that a secret of the stage holds. Throws ConfigurationError, without any of it, if it holds none. */
export async function storedConnectionString(name: string): Promise<string> {
  const found = connectionStringIn(await secretJson(name, connectionSecretForm));
  if (found !== undefined) return found;
  throw new ConfigurationError(
    `Secret ${name} holds no connection string: expected ${connectionSecretForm} (or mongodb://…).`,
  );
}
