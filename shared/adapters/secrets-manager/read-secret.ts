import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { secretsManagerClient } from './client.ts';

/** The JSON value of a secret; undefined when there is no such secret. What was read before `freshAfter` is read anew. */
export type ReadSecret = (id: string, freshAfter?: number) => Promise<unknown>;

/** A new version of a secret is seen after this time. */
const rememberMs = 5 * 60_000;

/** Reads secrets and remembers them for five minutes; what does not exist is asked for again each time. */
export function secretReader(client: () => SecretsManagerClient, clock: () => number): ReadSecret {
  const remembered = new Map<string, { readonly value: Promise<unknown>; readonly readAt: number }>();
  return async (id, freshAfter = 0) => {
    const known = remembered.get(id);
    if (known && known.readAt + rememberMs > clock() && known.readAt >= freshAfter) return known.value;
    const value = fetchSecret(client(), id);
    remembered.set(id, { value, readAt: clock() });
    try {
      const found = await value;
      if (found === undefined) remembered.delete(id);
      return found;
    } catch (error) {
      remembered.delete(id);
      throw error;
    }
  };
}

async function fetchSecret(client: SecretsManagerClient, id: string): Promise<unknown> {
  const text = await secretText(client, id);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new Error(`secret ${id} is not JSON`);
  }
}

async function secretText(client: SecretsManagerClient, id: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Reads secrets of the function's own account. */
export const readSecret: ReadSecret = secretReader(secretsManagerClient, Date.now);
