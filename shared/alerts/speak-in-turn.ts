import type { SlackDestination } from '../events/slack-destination.ts';
import { seconds } from '../kernel/time.ts';
import { Unavailable } from '../kernel/unavailable.ts';
import type { ChannelTurns } from './channel-turns.ts';
import type { SlackMessage } from './slack-message.ts';
import type { SlackAnswer, SlackChannel, SlackSender } from './slack-sender.ts';

export interface SpeakDependencies {
  readonly slack: SlackSender;
  readonly turns: ChannelTurns;
  readonly clock: () => number;
  /** Ends after so many milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
}

/** Something to say, put together only when the channel is ours: what others have said meanwhile is known then. */
export interface Speech {
  readonly to: SlackDestination;
  /** Undefined when there is nothing left to say. */
  readonly compose: () => Promise<SlackMessage | undefined>;
  /** Remembers that it was said. Runs before anybody else gets the channel. */
  readonly said: () => Promise<void>;
}

export type Spoken =
  | { readonly kind: 'sent' }
  | { readonly kind: 'nothing_to_say' }
  /** The channel is not free before that time. */
  | { readonly kind: 'must_wait'; readonly until: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** Slack takes one message a second in a channel. */
const paceMs = seconds(1);
/** Longer than everything that is done in a turn, so that only a crash lets it run out. */
const leaseMs = seconds(20);

/**
 * Posts one message, at least a second after the answer to the one before in the same channel, whoever posted that one.
 *
 * @param waitUntil a turn that comes before that time is waited for. Throws `Unavailable` when Slack is not there.
 */
export async function speakInTurn(
  deps: SpeakDependencies,
  speech: Speech,
  waitUntil: number,
): Promise<Spoken> {
  const found = await deps.slack.channel(speech.to);
  if (!found.ok) return { kind: 'refused', reason: found.error };
  const channel = found.value;
  for (;;) {
    const turn = await deps.turns.take(channel.key, deps.clock(), leaseMs);
    if (turn.taken) return inTurn(deps, channel, turn.heldUntil, speech);
    if (turn.freeAt > waitUntil) return { kind: 'must_wait', until: turn.freeAt };
    await deps.pause(Math.max(10, turn.freeAt - deps.clock()));
  }
}

async function inTurn(
  deps: SpeakDependencies,
  channel: SlackChannel,
  heldUntil: number,
  speech: Speech,
): Promise<Spoken> {
  let freeInMs = 0;
  try {
    const message = await speech.compose();
    if (!message) return { kind: 'nothing_to_say' };
    freeInMs = paceMs;
    const answer = await channel.post(message);
    if (answer.kind === 'rate_limited') freeInMs = Math.max(paceMs, seconds(answer.retryAfterSeconds));
    if (answer.kind === 'sent') await speech.said();
    return spokenOf(answer, deps.clock() + freeInMs);
  } finally {
    await deps.turns.giveBack(channel.key, heldUntil, deps.clock() + freeInMs);
  }
}

function spokenOf(answer: SlackAnswer, freeAt: number): Spoken {
  if (answer.kind === 'rate_limited') return { kind: 'must_wait', until: freeAt };
  if (answer.kind === 'unavailable') throw new Unavailable(answer.message);
  return answer;
}
