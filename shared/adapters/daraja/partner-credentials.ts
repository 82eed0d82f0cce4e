import { canonicalJson, sha256 } from '../../kernel/canonical-json.ts';
import type { PartnerId, Shortcode } from '../../kernel/identifiers.ts';
import { failed, ok, type Result } from '../../kernel/result.ts';
import type { Initiator } from '../../mpesa/initiator-gate.ts';
import { type PartnerSecret, readPartnerSecret } from './partner-secret.ts';

/** The partner's secret, parsed from JSON; undefined if there is none. What was read before `freshAfter` is read anew. */
export type SecretOf = (partner: PartnerId, freshAfter?: number) => Promise<unknown>;

/** What a partner's questions are asked with, or in words why its secret cannot be used; quotes nothing of it. */
export async function partnerCredentials(
  secretOf: SecretOf,
  partner: PartnerId,
  freshAfter?: number,
): Promise<Result<PartnerSecret, string>> {
  const value = await secretOf(partner, freshAfter);
  if (value === undefined) return failed(`partner ${partner} has no secret`);
  const secret = readPartnerSecret(value);
  if (secret.ok) return ok(secret.value);
  const faults = secret.error.map(({ field, message }) => `${field} ${message}`).join('; ');
  return failed(`the secret of partner ${partner} cannot be used: ${faults}`);
}

/** The token of the callback URLs that are in use. */
export function hookTokenOf({ hookTokens }: PartnerSecret, shortcode: Shortcode): Result<string, string> {
  const token = hookTokens[shortcode]?.at(-1);
  return token === undefined
    ? failed(`the partner's secret has no hookTokens for shortcode ${shortcode}`)
    : ok(token);
}

/** Who asks, by hashes alone. */
export const initiatorOf = (secret: PartnerSecret): Initiator => ({
  key: sha256(canonicalJson([secret.consumerKey, secret.initiatorName])),
  credential: sha256(canonicalJson([secret.consumerKey, secret.initiatorName, secret.securityCredential])),
});
