import { type PartnerSecret, readPartnerSecret } from '../../shared/adapters/daraja/partner-secret.ts';
import { canonicalJson, sha256 } from '../../shared/kernel/canonical-json.ts';
import type { PartnerId } from '../../shared/kernel/identifiers.ts';
import type { HookDirectory } from '../../shared/payments/hook-directory.ts';
import type { PartnerShortcode } from '../../shared/payments/payment-book.ts';
import { fieldsOf } from './json-fields.ts';
import { inventedCredentials, newHookToken, type PartnerSecrets } from './partner-secrets.ts';

/** A shortcode whose callback URL M-Pesa knows. */
export interface Registration extends PartnerShortcode {
  /** Ends after the token. */
  readonly url: string;
  readonly secret: PartnerSecret;
}

/** Plays what an operator does once per shortcode: makes its token, and tells M-Pesa its callback URL. */
export interface Registrations {
  /** Every shortcode that an active partner lists at this moment; what is new gets its token and URL first. */
  all(): Promise<readonly Registration[]>;
  /** The stores were emptied: everything is put there again. */
  forget(): void;
}

interface Needs {
  /** Of active partners, read anew. */
  readonly shortcodes: () => Promise<readonly PartnerShortcode[]>;
  readonly secrets: PartnerSecrets;
  readonly hooks: Pick<HookDirectory, 'putHook' | 'removeHook' | 'putShortcodes'>;
  /** Without a trailing slash. */
  readonly callbackBaseUrl: () => string;
  readonly clock: () => number;
  /** Told of a secret that cannot be used; names fields, no values. */
  readonly warn: (message: string) => void;
}

/** For so long a listing that did not change is not looked up in the secrets again. */
const trustMs = 2_000;

interface Known {
  readonly listing: string;
  readonly at: number;
  readonly stored: string;
  readonly registrations: readonly Registration[];
}

export function registrations(needs: Needs): Registrations {
  let known: Known | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let waiting: Promise<readonly Registration[]> | undefined;

  const look = async (): Promise<readonly Registration[]> => {
    const listed = oncePerShortcode(await needs.shortcodes());
    const listing = canonicalJson(listed);
    const now = needs.clock();
    if (known && known.listing === listing && now - known.at < trustMs) return known.registrations;

    const secrets = await secretsOf(needs, listed);
    const found = listed.flatMap((one): Registration[] => {
      const secret = secrets.get(one.partnerId);
      const token = secret?.hookTokens[one.shortcode]?.at(-1);
      return secret && token ? [{ ...one, secret, url: `${needs.callbackBaseUrl()}/hooks/${token}` }] : [];
    });
    const stored = canonicalJson(found);
    if (known?.stored !== stored || known.listing !== listing)
      await putHooks(needs, listed, known?.registrations ?? [], found);
    known = { listing, at: now, stored, registrations: found };
    return found;
  };

  return {
    all() {
      // One after the other, since two at once would make two tokens for a shortcode; those that wait share the next look.
      waiting ??= turn.then(() => {
        waiting = undefined;
        const looking = look();
        turn = looking.catch(() => undefined);
        return looking;
      });
      return waiting;
    },
    forget() {
      known = undefined;
    },
  };
}

const oncePerShortcode = (listed: readonly PartnerShortcode[]): readonly PartnerShortcode[] =>
  [...new Map(listed.toReversed().map((one) => [one.shortcode, one])).values()].toReversed();

/** Tokens in use become known by their hash; those of shortcodes that nobody lists any more, and replaced ones, end. */
async function putHooks(
  { hooks }: Needs,
  listed: readonly PartnerShortcode[],
  before: readonly Registration[],
  found: readonly Registration[],
): Promise<void> {
  const valid = new Set<string>();
  for (const { partnerId, shortcode, secret } of found) {
    for (const token of secret.hookTokens[shortcode] ?? []) {
      valid.add(token);
      await hooks.putHook(sha256(token), { partnerId, shortcode });
    }
  }
  const ever = [...before, ...found].flatMap(({ secret }) => Object.values(secret.hookTokens).flat());
  for (const token of new Set(ever)) if (!valid.has(token)) await hooks.removeHook(sha256(token));
  await hooks.putShortcodes(listed);
}

async function secretsOf(
  needs: Needs,
  listed: readonly PartnerShortcode[],
): Promise<ReadonlyMap<PartnerId, PartnerSecret>> {
  const secrets = new Map<PartnerId, PartnerSecret>();
  for (const partnerId of new Set(listed.map((one) => one.partnerId))) {
    const own = listed.filter((one) => one.partnerId === partnerId).map(({ shortcode }) => shortcode);
    const secret = await completedSecret(needs, partnerId, own);
    if (secret) secrets.set(partnerId, secret);
  }
  return secrets;
}

/** The partner's secret with a token for each of its shortcodes; what is missing in it is invented and saved. */
async function completedSecret(
  needs: Needs,
  partnerId: PartnerId,
  shortcodes: readonly string[],
): Promise<PartnerSecret | undefined> {
  const text = await needs.secrets.read(partnerId);
  const before = fieldsOf(text ?? '{}');
  const complete: Record<string, unknown> = { ...inventedCredentials(partnerId, needs.clock()), ...before };
  const tokens = fieldsOf(JSON.stringify(complete.hookTokens ?? {})) ?? {};
  for (const shortcode of shortcodes) {
    const valid = tokens[shortcode];
    if (!Array.isArray(valid) || valid.length === 0) tokens[shortcode] = [newHookToken()];
  }
  const after = { ...complete, hookTokens: tokens };
  const parsed = readPartnerSecret(after);
  if (!before || !parsed.ok) {
    const faults = parsed.ok
      ? 'is no JSON object'
      : parsed.error.map(({ field, message }) => `${field} ${message}`).join('; ');
    needs.warn(`The secret of partner ${partnerId} cannot be used: ${faults}`);
    return undefined;
  }
  if (canonicalJson(after) !== canonicalJson(before)) {
    await needs.secrets.write(partnerId, JSON.stringify(after));
  }
  return parsed.value;
}
