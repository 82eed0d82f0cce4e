import { canonicalJson } from '../kernel/canonical-json.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
import type { Hook, HookLookup } from './hook.ts';
import type { Quarantine, QuarantineReason, ReplayMark } from './quarantine.ts';
import { maskSecretText, removeSecrets } from './remove-secrets.ts';
import type { Replay } from './replay.ts';
import { isSynthetic } from './synthetic-notice.ts';

/** One callback as our edge took it, nothing read yet. */
export interface Callback {
  readonly channel: string;
  /** Of the token in its URL, which nothing behind our edge needs to know. */
  readonly tokenSha256: string;
  readonly body: string;
  /** In the URL of the answer to a question of ours. */
  readonly queryId?: string;
  readonly sourceIp?: string;
  readonly requestId: string;
  readonly receivedAt: number;
  /** It was delivered before: what it should have caused may be half done. */
  readonly isRedelivered: boolean;
  /** A person had it sent again. */
  readonly replay?: Replay;
  /** It came from an address that M-Pesa is not known to call from. */
  readonly isFromUnknownSource?: true;
}

/** Why a callback is not taken: it goes to quarantine. */
export interface Refusal {
  readonly reason: QuarantineReason;
  readonly message: string;
}

/** A callback is some hundred bytes; whatever is larger than this is none. */
const maxBodyBytes = 64 * 1024;

/** Whose callback it is and what its JSON says, if it came to one of these channels. */
export async function openCallback<Channel>(
  hooks: HookLookup,
  callback: Callback,
  channels: ReadonlyMap<string, Channel>,
): Promise<Result<{ readonly hook: Hook; readonly kind: Channel; readonly body: unknown }, Refusal>> {
  const hook = await hookOf(hooks, callback);
  if (!hook.ok) return hook;
  const kind = channels.get(callback.channel);
  if (!kind) {
    const known = [...channels.keys()].join(', ');
    return refuseCallback('unknown_channel', `channel ${callback.channel} is none of ${known}`);
  }
  const bytes = Buffer.byteLength(callback.body);
  if (bytes > maxBodyBytes) {
    return refuseCallback('too_large', `body has ${bytes} bytes, expected at most ${maxBodyBytes}`);
  }
  const body = parseJson(callback.body);
  return body.ok ? ok({ hook: hook.value, kind, body: body.value }) : body;
}

/** Whoever replays a callback whose token is unknown may say whose it is. */
async function hookOf(
  hooks: HookLookup,
  { tokenSha256, replay, body }: Callback,
): Promise<Result<Hook, Refusal>> {
  const named = replay?.shortcode;
  const hook = named === undefined ? await hooks.hook(tokenSha256) : await hooks.shortcode(named);
  if (hook) return ok(hook);
  if (named === undefined && isSynthetic(body))
    return refuseCallback('synthetic', 'we sent it ourselves, to see that it comes through');
  return refuseCallback(
    'unknown_token',
    named === undefined
      ? 'the token in the URL belongs to no shortcode'
      : `no partner lists the shortcode ${named} whose callback it is said to be`,
  );
}

/** Puts it where people can look at it, once however often it is delivered. */
export async function quarantineCallback(
  quarantine: Quarantine,
  callback: Callback,
  refusal: Refusal,
): Promise<QuarantineReason> {
  const { channel, queryId, sourceIp, requestId, receivedAt, tokenSha256 } = callback;
  const body = withoutSecrets(callback.body);
  await quarantine.put({
    ...refusal,
    channel,
    body,
    tokenSha256,
    requestId,
    receivedAt,
    ...(body !== callback.body && { isStripped: true }),
    ...(queryId !== undefined && { queryId }),
    ...(sourceIp !== undefined && { sourceIp }),
  });
  await noteReplay(quarantine, callback, 'refused');
  return refusal.reason;
}

/** Lets whoever replayed it from the quarantine know that it was taken. */
export async function acceptCallback(quarantine: Quarantine, callback: Callback): Promise<'accepted'> {
  await noteReplay(quarantine, callback, 'accepted');
  return 'accepted';
}

async function noteReplay(
  quarantine: Quarantine,
  { replay }: Callback,
  outcome: ReplayMark['outcome'],
): Promise<void> {
  if (replay?.quarantined === undefined) return;
  await quarantine.noteReplay(replay.quarantined, { id: replay.id, by: replay.by, outcome });
}

export const refuseCallback = (reason: QuarantineReason, message: string) => failed({ reason, message });

function parseJson(text: string): Result<unknown, Refusal> {
  try {
    return ok(JSON.parse(text, /\\ud[89a-f]/i.test(text) ? wellFormed : undefined) as unknown);
  } catch {
    return refuseCallback('unreadable_body', 'body is not JSON, expected a JSON object');
  }
}

/** Half a character, as of an emoji cut in two, can be kept nowhere; the money that came with it must be. */
const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

/** As it came, unless it holds what must not be kept: M-Pesa posts our own requests back, credential and all. */
function withoutSecrets(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    const clean = removeSecrets(value);
    return canonicalJson(clean) === canonicalJson(value) ? body : JSON.stringify(clean);
  } catch {
    return maskSecretText(body);
  }
}
