import * as z from 'zod/mini';
import type { DeadLetter } from './dead-letters.ts';

const payload = z.object({ time: z.iso.datetime({ offset: true }), job: z.exactOptional(z.string()) });

export interface MissedRun {
  readonly job: string;
  /** ISO 8601. */
  readonly time: string;
  /** This run and the earlier ones of the same job, for which it makes up. */
  readonly letters: readonly DeadLetter[];
}

export interface MissedRuns {
  /** The last one of each job. */
  readonly runs: readonly MissedRun[];
  /** They do not say which job it was: none of ours wrote them, or a release before jobs said their name. */
  readonly unknown: readonly DeadLetter[];
}

/** What is to be run: each job takes up what the one before it left, so the last of its missed runs stands for all. */
export function missedRunsOf(letters: readonly DeadLetter[]): MissedRuns {
  const read = letters.map((letter) => ({ letter, run: runOf(letter) }));
  const known = read.flatMap(({ letter, run }) => (run ? [{ letter, ...run }] : []));
  const runs = [...Map.groupBy(known, ({ job }) => job)].map(([job, all]) => ({
    job,
    time: all.map(({ time }) => time).toSorted((a, b) => Date.parse(b) - Date.parse(a))[0] ?? '',
    letters: all.map(({ letter }) => letter),
  }));
  return { runs, unknown: read.flatMap(({ letter, run }) => (run ? [] : [letter])) };
}

function runOf({ body }: DeadLetter): { readonly job: string; readonly time: string } | undefined {
  try {
    const { job, time } = payload.parse(JSON.parse(body));
    return job === undefined ? undefined : { job, time };
  } catch {
    return undefined;
  }
}
