import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
import type { Notice } from '../mpesa/notice.ts';
import { type HookChannel, parseNotices } from '../mpesa/parse-notices.ts';
import { removeSecrets } from '../mpesa/remove-secrets.ts';
import type { Hook, HookDirectory } from '../payments/hook-directory.ts';
import type { QuarantineReason } from '../payments/quarantine.ts';
import type { KeptNotice } from '../payments/transaction-ledger.ts';

/** One callback as our edge took it, nothing read yet. */
export interface Callback {
  readonly channel: string;
  readonly token: string;
  readonly body: string;
  /** In the URL of a status query's answer. */
  readonly queryId?: string;
  readonly sourceIp?: string;
  readonly requestId: string;
  readonly receivedAt: number;
  /** It was delivered before: what it should have caused may be half done. */
  readonly isRedelivered: boolean;
}

/** Why a callback is put into quarantine. */
export interface Refusal {
  readonly reason: QuarantineReason;
  readonly message: string;
}

/** A callback is some hundred bytes; whatever is larger than this is none. */
const maxBodyBytes = 64 * 1024;

const channels = new Map<string, { readonly channel: HookChannel; readonly isTimeout?: true }>([
  ['stk', { channel: 'stk' }],
  ['c2b/confirmation', { channel: 'c2b' }],
  ['status/result', { channel: 'status' }],
  ['status/timeout', { channel: 'status', isTimeout: true }],
]);

/** The notices that a callback carries and whose URL it came to, or why it is put into quarantine. */
export async function readCallback(
  hooks: HookDirectory,
  callback: Callback,
  tokenSha256: string,
): Promise<Result<{ readonly hook: Hook; readonly notices: readonly KeptNotice[] }, Refusal>> {
  const hook = await hooks.hook(tokenSha256);
  if (!hook) return refuse('unknown_token', 'the token in the URL belongs to no shortcode');
  const kind = channels.get(callback.channel);
  if (!kind) {
    const known = [...channels.keys()].join(', ');
    return refuse('unknown_channel', `channel ${callback.channel} is none of ${known}`);
  }
  const bytes = Buffer.byteLength(callback.body);
  if (bytes > maxBodyBytes) {
    return refuse('too_large', `body has ${bytes} bytes, expected at most ${maxBodyBytes}`);
  }
  const body = parseJson(callback.body);
  if (!body.ok) return body;
  const notices = parseNotices(kind.channel, body.value, {
    hookShortcode: hook.shortcode,
    ...(callback.queryId !== undefined && { queryId: callback.queryId }),
    ...(kind.isTimeout && { timeout: true }),
  });
  if (!notices.ok) return refuse(notices.error.reason, notices.error.message);
  const owned = await Promise.all(notices.value.map((notice) => ownShortcode(hooks, notice, hook)));
  const stranger = owned.find((notice) => !notice.ok);
  if (stranger && !stranger.ok) return stranger;

  const text = canonicalJson(removeSecrets(body.value));
  const beside = {
    hash: sha256(text),
    body: text,
    receivedAt: callback.receivedAt,
    ...(callback.sourceIp !== undefined && { sourceIp: callback.sourceIp }),
  };
  const kept = owned.flatMap((notice) => (notice.ok ? [{ notice: notice.value, ...beside }] : []));
  return ok({ hook, notices: kept });
}

function parseJson(text: string): Result<unknown, Refusal> {
  try {
    return ok(JSON.parse(text, /\\ud[89a-f]/i.test(text) ? wellFormed : undefined) as unknown);
  } catch {
    return refuse('unreadable_body', 'body is not JSON, expected a JSON object');
  }
}

/** Half a character, as of an emoji cut in two, can be kept nowhere; the money that came with it must be. */
const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

/** A token speaks for its partner's shortcodes only; a head-office or store number that nobody lists is the token's own. */
async function ownShortcode(
  hooks: HookDirectory,
  notice: Notice,
  hook: Hook,
): Promise<Result<Notice, Refusal>> {
  if (notice.about !== 'transaction' || !notice.shortcode || notice.shortcode === hook.shortcode)
    return ok(notice);
  const listed = await hooks.shortcode(notice.shortcode);
  if (!listed) return ok({ ...notice, shortcode: hook.shortcode, shortcodeAssumed: true });
  if (listed.partnerId === hook.partnerId) return ok(notice);
  return refuse(
    'shortcode_mismatch',
    `the body names shortcode ${notice.shortcode}, the URL is that of ${hook.shortcode}, another partner's`,
  );
}

const refuse = (reason: QuarantineReason, message: string) => failed({ reason, message });
