import { seconds } from '../kernel/time.ts';
import type { Replay } from '../mpesa/replay.ts';
import type { DeadLetter, DeadLetters, MessageSink } from './dead-letters.ts';
import { isReplayedBy, redelivery } from './redelivery.ts';

interface Needs {
  readonly deadLetters: DeadLetters;
  readonly source: MessageSink;
  readonly pause: (ms: number) => Promise<void>;
  readonly clock: () => number;
  readonly progress: (done: number, of: number) => void;
}

export interface Replayed {
  readonly replayed: number;
  /** Failed again while it ran, and left where they are. */
  readonly cameBack: number;
  /** Still held by somebody else when it gave up waiting. */
  readonly left: number;
  readonly ids: readonly string[];
}

const batchSize = 10;
/** Longer than whoever took messages and died can hold them. */
const patienceMs = seconds(45);
const pollMs = seconds(1);

/**
 * Puts dead letters back onto their queue, ten at a time: sent first and removed then, so that a crash doubles ten of them at
 * most, and loses none. It takes no more than were there when it began, or `limit`.
 */
export async function replayDeadLetters(
  { deadLetters, source, pause, clock, progress }: Needs,
  { limit, replay }: { readonly limit: number; readonly replay: Replay },
): Promise<Replayed> {
  const { waiting, held } = await deadLetters.depth();
  const wanted = Math.min(limit, waiting + held);
  const ids: string[] = [];
  const back: DeadLetter[] = [];
  const handled = () => ids.length + back.length;
  for (let giveUpAt = clock() + patienceMs; handled() < wanted && clock() < giveUpAt; ) {
    const letters = await deadLetters.take(Math.min(batchSize, wanted - handled()));
    if (letters.length === 0) {
      const depth = await deadLetters.depth();
      if (depth.waiting + depth.held <= back.length) break;
      await pause(pollMs);
      continue;
    }
    giveUpAt = clock() + patienceMs;
    const fresh = letters.filter((letter) => !isReplayedBy(replay.id, letter));
    await source.send(fresh.map((letter) => redelivery(letter, replay)));
    await deadLetters.remove(fresh);
    ids.push(...fresh.map(({ id }) => id));
    back.push(...letters.filter((letter) => !fresh.includes(letter)));
    progress(handled(), wanted);
  }
  await deadLetters.giveBack(back);
  const left = handled() < wanted ? await deadLetters.depth() : { waiting: 0, held: 0 };
  return {
    replayed: ids.length,
    cameBack: back.length,
    left: Math.max(0, left.waiting + left.held - back.length),
    ids,
  };
}
