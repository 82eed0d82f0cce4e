import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import type { PartnerId } from '../kernel/identifiers.ts';
import { failed, ok, type Result } from '../kernel/result.ts';

/** Keys that forwards of a partner are signed with: one, or two while one is replaced by another. */
export type SigningKeys = readonly Buffer[];

/** `whsec_` and 24 to 64 bytes in base64, as the Standard Webhooks have it. */
const secret = z.string().check(z.regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/));
/** What it says in words. */
export const signingSecretForm = 'whsec_ and 24 to 64 bytes in base64, or two such';
const holder = z.object({
  forwardingSecret: z.union([secret, z.array(secret).check(z.minLength(1), z.maxLength(2))]),
});

/** From a partner's secret, parsed from JSON. The failure quotes nothing of it. */
export function signingKeysOf(partnerSecret: unknown): Result<SigningKeys, string> {
  const parsed = holder.safeParse(partnerSecret);
  if (!parsed.success)
    return failed(`the partner's secret has no forwardingSecret: expected ${signingSecretForm}`);
  return ok(
    [parsed.data.forwardingSecret].flat().map((text) => Buffer.from(text.slice('whsec_'.length), 'base64')),
  );
}

/**
 * Headers by which the operator knows that a post is ours and fresh, after the Standard Webhooks specification.
 *
 * @param now epoch milliseconds.
 */
export function signedHeaders(
  keys: SigningKeys,
  id: string,
  body: string,
  now: number,
): Readonly<Record<string, string>> {
  const timestamp = Math.floor(now / 1_000);
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}

/**
 * Finds a partner's keys; a secret without them is read anew before it counts as one.
 *
 * @param secretOf the partner's secret, parsed from JSON; undefined if there is none.
 */
export const signingKeys =
  (secretOf: (partner: PartnerId, freshAfter?: number) => Promise<unknown>, clock: () => number) =>
  async (partner: PartnerId): Promise<Result<SigningKeys, string>> => {
    const keys = signingKeysOf(await secretOf(partner));
    return keys.ok ? keys : signingKeysOf(await secretOf(partner, clock()));
  };
