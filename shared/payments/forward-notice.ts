import type { PartnerId } from '../kernel/identifiers.ts';
import type { Result } from '../kernel/result.ts';
import type { Forward } from './forward.ts';
import type { ForwardLog } from './forward-log.ts';
import type { ForwardPost, PostOutcome } from './forward-post.ts';
import type { HookDirectory } from './hook-directory.ts';
import { type SigningKeys, signedHeaders } from './sign-forward.ts';
import type { SlowTargets } from './slow-targets.ts';

export interface ForwardDependencies {
  readonly hooks: Pick<HookDirectory, 'shortcode'>;
  readonly keysOf: (partner: PartnerId) => Promise<Result<SigningKeys, string>>;
  readonly log: ForwardLog;
  readonly post: ForwardPost;
  readonly slow: SlowTargets;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Puts it where people find it: no further try would help. */
  readonly putAside: (forward: Forward, reason: string) => Promise<void>;
}

/** It is not posted yet; the message names the status or the kind of failure, nothing of the target. */
export class NotForwarded extends Error {
  override readonly name = 'NotForwarded';
}

const answerLimitMs = 10_000;
/** Longer than a post may take: whoever is silent for so long has died. */
const claimMs = 20_000;
/** The one status that says "never again"; any other may be a deployment or a firewall, and a further try costs little. */
const gone = 410;

/**
 * Posts a notice on to the operator, byte for byte. Throws NotForwarded when it must be tried again.
 * Once the target has taken it, the same notice is not posted again; a crash right after may repeat it under its id.
 */
export async function forwardNotice(
  deps: ForwardDependencies,
  forward: Forward,
): Promise<'posted' | 'known' | 'put_aside'> {
  const { clock, log } = deps;
  const url = (await deps.hooks.shortcode(forward.shortcode))?.forwardTo?.[forward.to];
  // A URL that somebody mistyped, or took away for an hour, must not cost what waits for it.
  if (url === undefined)
    throw new NotForwarded(`shortcode ${forward.shortcode} names no target for ${forward.to}`);
  const keys = await deps.keysOf(forward.partnerId);
  if (!keys.ok) throw new NotForwarded(keys.error);

  const now = clock();
  const until = now + claimMs;
  const claimed = await log.claim(forward.id, now, until);
  if (claimed === 'posted') return 'known';
  if (claimed === 'taken') throw new NotForwarded('the same notice is being posted at this moment');
  const outcome = await ask(deps, url, forward, keys.value);
  if (outcome.kind === 'taken') {
    await log.posted(forward.id, clock());
    return 'posted';
  }
  await log.release(forward.id, until);
  if (outcome.kind === 'unreachable') throw new NotForwarded(outcome.message);
  if (outcome.status !== gone) throw new NotForwarded(`the target answered ${outcome.status}`);
  await deps.putAside(forward, `the target answered ${gone}`);
  return 'put_aside';
}

async function ask(
  { post, slow, clock }: ForwardDependencies,
  url: string,
  { id, body }: Forward,
  keys: SigningKeys,
): Promise<PostOutcome> {
  if (!slow.mayAsk(url))
    return { kind: 'unreachable', message: 'the target did not answer a moment ago and rests', isSlow: true };
  const headers = signedHeaders(keys, id, body, clock());
  const outcome = await post({ url, body, headers, limitMs: answerLimitMs, wantsAnswer: false });
  slow.heard(url, outcome.kind === 'unreachable' && outcome.isSlow);
  return outcome;
}
