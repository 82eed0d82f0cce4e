import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { changeSecret } from './change-secret.ts';

const secretValue = z.looseObject({
  hookTokens: z._default(z.record(z.string(), z.array(z.string())), {}),
});

/**
 * Puts the tokens of a shortcode into its partner's secret, if they are still `before`; what else is in the secret stays.
 *
 * @param id the secret's name.
 */
export async function replaceHookTokens(
  client: SecretsManagerClient,
  id: string,
  shortcode: string,
  { before, after }: { readonly before: readonly string[]; readonly after: readonly string[] },
): Promise<'stored' | 'no_secret' | 'changed'> {
  let isChanged = false;
  const read = (text: string) => {
    try {
      return secretValue.parse(JSON.parse(text));
    } catch {
      throw new Error(`secret ${id} is no JSON object, or its hookTokens are none`);
    }
  };
  const outcome = await changeSecret(client, id, read, (secret) => {
    isChanged = (secret.hookTokens[shortcode] ?? []).join() !== before.join();
    if (isChanged) return undefined;
    return { ...secret, hookTokens: { ...secret.hookTokens, [shortcode]: [...after] } };
  });
  return isChanged ? 'changed' : outcome;
}
