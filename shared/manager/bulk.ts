import type { Result } from '../kernel/result.ts';
import { sideBySide } from '../kernel/side-by-side.ts';
import { Unavailable } from '../kernel/unavailable.ts';
import { describeProblem, type Problem } from './problem.ts';

const width = 8;

/**
 * Does the work for each id, once for an id that is named twice, and answers in the order asked: one that fails does not
 * keep the others from theirs. What is thrown is told to `onFailure` and answered without its insides.
 */
export async function answerEach<Done>(
  ids: readonly string[],
  work: (id: string) => Promise<Result<Done, Problem>>,
  onFailure: (error: unknown) => void,
) {
  const distinct = [...new Set(ids)];
  const answers = await sideBySide(distinct, width, async (id) => {
    const done = await work(id).catch((error: unknown): Result<Done, Problem> => {
      onFailure(error);
      return { ok: false, error: { kind: error instanceof Unavailable ? 'unavailable' : 'internal' } };
    });
    return done.ok
      ? { sessionId: id, result: done.value }
      : { sessionId: id, error: describeProblem(done.error) };
  });
  const byId = new Map(answers.map((answer) => [answer.sessionId, answer]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
