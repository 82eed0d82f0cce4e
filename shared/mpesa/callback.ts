import { sha256 } from '../kernel/canonical-json.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
import type { Hook, HookLookup } from './hook.ts';
import type { Quarantine, QuarantineReason } from './quarantine.ts';

/** One callback as our edge took it, nothing read yet. */
export interface Callback {
  readonly channel: string;
  readonly token: string;
  readonly body: string;
  /** In the URL of the answer to a question of ours. */
  readonly queryId?: string;
  readonly sourceIp?: string;
  readonly requestId: string;
  readonly receivedAt: number;
  /** It was delivered before: what it should have caused may be half done. */
  readonly isRedelivered: boolean;
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
  channels: Readonly<Record<string, Channel>>,
): Promise<Result<{ readonly hook: Hook; readonly kind: Channel; readonly body: unknown }, Refusal>> {
  const hook = await hooks.hook(sha256(callback.token));
  if (!hook) return refuseCallback('unknown_token', 'the token in the URL belongs to no shortcode');
  const kind = channels[callback.channel];
  if (!kind) {
    const known = Object.keys(channels).join(', ');
    return refuseCallback('unknown_channel', `channel ${callback.channel} is none of ${known}`);
  }
  const bytes = Buffer.byteLength(callback.body);
  if (bytes > maxBodyBytes) {
    return refuseCallback('too_large', `body has ${bytes} bytes, expected at most ${maxBodyBytes}`);
  }
  const body = parseJson(callback.body);
  return body.ok ? ok({ hook, kind, body: body.value }) : body;
}

/** Puts it where people can look at it, once however often it is delivered. */
export async function quarantineCallback(
  quarantine: Quarantine,
  callback: Callback,
  refusal: Refusal,
): Promise<QuarantineReason> {
  const { channel, body, queryId, sourceIp, requestId, receivedAt } = callback;
  await quarantine.put({
    ...refusal,
    channel,
    body,
    tokenSha256: sha256(callback.token),
    requestId,
    receivedAt,
    ...(queryId !== undefined && { queryId }),
    ...(sourceIp !== undefined && { sourceIp }),
  });
  return refusal.reason;
}

export const refuseCallback = (reason: QuarantineReason, message: string) => failed({ reason, message });

function parseJson(text: string): Result<unknown, Refusal> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return refuseCallback('unreadable_body', 'body is not JSON, expected a JSON object');
  }
}
