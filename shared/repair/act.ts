import { type ActionBegun, type ActionEnded, mostIds } from './action.ts';
import type { ActionLog } from './action-log.ts';

interface Needs {
  readonly actions: ActionLog;
  readonly clock: () => number;
  readonly newId: () => string;
}

type Wish = Omit<ActionBegun, 'kind' | 'action' | 'at'>;
type Done = Omit<ActionEnded, 'kind' | 'action' | 'at'>;

/**
 * Does what an operator asked for between two entries of the log: who and why before anything is changed, and what came of it
 * after. A failure is noted and thrown on.
 */
export async function act<Result extends Done>(
  { actions, clock, newId }: Needs,
  wish: Wish,
  work: (action: string) => Promise<Result>,
): Promise<Result> {
  const action = newId();
  const end = (done: Done) =>
    actions.append({
      kind: 'ended',
      action,
      at: clock(),
      outcome: done.outcome,
      counts: done.counts,
      ids: done.ids.slice(0, mostIds),
    });
  await actions.append({ kind: 'begun', action, at: clock(), ...wish, ids: wish.ids.slice(0, mostIds) });
  let done: Result;
  try {
    done = await work(action);
  } catch (error) {
    await end({ outcome: 'failed', counts: {}, ids: [] });
    throw error;
  }
  await end(done);
  return done;
}
