import { setTimeout as pause } from 'node:timers/promises';
import { seconds } from '../shared/kernel/time.ts';

const betweenMs = 500;
/** Cold functions and a busy queue; a message that fails is tried again later than this. */
const withinMs = seconds(60);

/** Waits for a minute at most until each of these is answered; what is not has no entry. */
export async function answersTo<Id extends string, Answer>(
  ids: readonly Id[],
  look: (id: Id) => Promise<Answer | undefined>,
): Promise<ReadonlyMap<Id, Answer>> {
  const answers = new Map<Id, Answer>();
  for (const deadline = Date.now() + withinMs; ; await pause(betweenMs)) {
    for (const id of ids.filter((each) => !answers.has(each))) {
      const answer = await look(id);
      if (answer !== undefined) answers.set(id, answer);
    }
    if (answers.size === ids.length || Date.now() > deadline) return answers;
  }
}
