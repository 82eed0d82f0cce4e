import {
  GetSecretValueCommand,
  paginateListSecrets,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** There is no such secret. */
export const missing = Symbol('missing');
/** There is one, and its text is not JSON. */
export const notJson = Symbol('not JSON');

/** What is in a secret; `missing` or `notJson` where that cannot be said. */
export async function readSecretJson(client: SecretsManagerClient, SecretId: string): Promise<unknown> {
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    return JSON.parse(SecretString);
  } catch (fault) {
    if (fault instanceof ResourceNotFoundException) return missing;
    if (fault instanceof SyntaxError) return notJson;
    throw fault;
  }
}

/** Names of the secrets of all partners, sorted. */
export async function partnerSecretNames(
  client: SecretsManagerClient,
  prefix: string,
): Promise<readonly string[]> {
  const names: string[] = [];
  const filter = { Filters: [{ Key: 'name' as const, Values: [prefix] }] };
  for await (const page of paginateListSecrets({ client }, filter)) {
    names.push(...(page.SecretList ?? []).flatMap(({ Name }) => Name ?? []));
  }
  return names.filter((name) => name.startsWith(prefix)).sort();
}

export const createSecretCommand = (region: string, name: string, file: string): string =>
  `aws secretsmanager create-secret --region ${region} --name ${name} --secret-string file://${file}`;
