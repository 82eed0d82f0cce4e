import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import type { Shortcode } from '../kernel/identifiers.ts';
import { ok, type Result } from '../kernel/result.ts';
import { type Callback, openCallback, type Refusal, refuseCallback } from '../mpesa/callback.ts';
import type { Hook } from '../mpesa/hook.ts';
import type { Notice } from '../mpesa/notice.ts';
import { type HookChannel, parseNotices } from '../mpesa/parse-notices.ts';
import { removeSecrets } from '../mpesa/remove-secrets.ts';
import type { HookDirectory } from '../payments/hook-directory.ts';
import type { KeptNotice } from '../payments/transaction-ledger.ts';

const channels = new Map<string, { readonly channel: HookChannel; readonly isTimeout?: true }>([
  ['stk', { channel: 'stk' }],
  ['c2b/confirmation', { channel: 'c2b' }],
  ['status/result', { channel: 'status' }],
  ['status/timeout', { channel: 'status', isTimeout: true }],
]);

export interface ReadCallback {
  /** Whose URL it came to. */
  readonly hook: Hook;
  readonly notices: readonly KeptNotice[];
  /** SHA-256 of the partner and the canonical body. */
  readonly bodyHash: string;
}

/** What a callback carries, or why it is put into quarantine. */
export async function readCallback(
  hooks: HookDirectory,
  callback: Callback,
): Promise<Result<ReadCallback, Refusal>> {
  const opened = await openCallback(hooks, callback, channels);
  if (!opened.ok) return opened;
  const { hook, kind, body } = opened.value;
  const notices = parseNotices(kind.channel, body, {
    hookShortcode: hook.shortcode,
    ...(callback.queryId !== undefined && { queryId: callback.queryId }),
    ...(kind.isTimeout && { timeout: true }),
  });
  if (!notices.ok) return refuseCallback(notices.error.reason, notices.error.message);
  const owned = await Promise.all(notices.value.map((notice) => ownShortcode(hooks, notice, hook)));
  const stranger = owned.find((notice) => !notice.ok);
  if (stranger && !stranger.ok) return stranger;

  const text = canonicalJson(removeSecrets(body));
  const beside = {
    body: text,
    receivedAt: callback.receivedAt,
    toldBy: hook.partnerId,
    ...(callback.sourceIp !== undefined && { sourceIp: callback.sourceIp }),
    ...(callback.isFromUnknownSource && { sourceUnknown: true as const }),
  };
  const bodyHash = sha256(`${hook.partnerId}#${text}`);
  const hashOf = (notice: Notice) => {
    const told = toldByUrl(notice);
    return told ? sha256(`${hook.partnerId}#${told}#${text}`) : bodyHash;
  };
  const kept = owned.flatMap((notice) =>
    notice.ok ? [{ notice: notice.value, hash: hashOf(notice.value), ...beside }] : [],
  );
  return ok({ hook, notices: kept, bodyHash });
}

/** The shortcode that the URL alone tells: at another URL the same body says something else. */
const toldByUrl = (notice: Notice): Shortcode | undefined =>
  notice.about === 'attempt' || (notice.about === 'transaction' && notice.shortcodeAssumed)
    ? notice.shortcode
    : undefined;

/** A token speaks for its partner's shortcodes only; a head-office or store number that nobody lists is the token's own. */
async function ownShortcode(
  hooks: HookDirectory,
  notice: Notice,
  hook: Hook,
): Promise<Result<Notice, Refusal>> {
  if (notice.about !== 'transaction' || !notice.shortcode || notice.shortcode === hook.shortcode)
    return ok(notice);
  const listed = await hooks.shortcode(notice.shortcode);
  if (!listed) {
    const assumed = { shortcode: hook.shortcode, shortcodeAssumed: true } as const;
    return ok({ ...notice, ...assumed, statedShortcode: notice.shortcode });
  }
  if (listed.partnerId === hook.partnerId) return ok(notice);
  return refuseCallback(
    'shortcode_mismatch',
    `the body names shortcode ${notice.shortcode}, the URL is that of ${hook.shortcode}, another partner's`,
  );
}
