import { setTimeout as pause } from 'node:timers/promises';
import { sqsDeadLetters, sqsMessageSink } from '../shared/adapters/sqs/dead-letters.ts';
import { act } from '../shared/repair/act.ts';
import { replayDeadLetters } from '../shared/repair/replay-dead-letters.ts';
import { actionNeeds } from './action-needs.ts';
import { type DeadLetterQueue, deadLetterQueues, queueNamed } from './dead-letter-queues.ts';
import type { Installation } from './installation.ts';
import { replayMissedRuns } from './missed-runs.ts';
import { operatorOf, reasonOf } from './operator.ts';
import { counted, type Printer } from './printer.ts';

export interface ReplayWish {
  readonly queue: string;
  readonly limit: number;
  readonly why: string | undefined;
  readonly by: string | undefined;
  readonly yes: boolean;
}

/** Puts the dead letters of a queue back onto it. Gives the exit status: 2 when some are still there. */
export async function replayQueue(
  installation: Installation,
  printer: Printer,
  wish: ReplayWish,
): Promise<number> {
  const queue = queueNamed(await deadLetterQueues(installation), wish.queue);
  if (wish.yes) reasonOf(wish.why);
  const { waiting, held } = await sqsDeadLetters(queue.url).depth();
  const count = Math.min(wish.limit, waiting + held);
  if (count === 0) {
    printer.value({ queue: queue.name, replayed: 0, left: 0 });
    printer.line(`${queue.name} is empty: nothing to replay.`);
    return 0;
  }
  if (!queue.source) return replayMissedRuns(installation, printer, { ...wish, queue, count });
  if (!wish.yes) {
    printer.value({ queue: queue.name, to: queue.source.name, wouldReplay: count });
    printer.line(
      `Would put ${counted(count, 'message')} of ${queue.name} back onto ${queue.source.name}, for`,
    );
    printer.line(`${queue.source.worker ?? 'its function'}. What was applied before changes nothing again.`);
    printer.line('Nothing was changed. To do it: the same with --why "…" --yes');
    return 0;
  }
  return replayMessages(installation, printer, { ...wish, queue, source: queue.source.url, count });
}

async function replayMessages(
  installation: Installation,
  printer: Printer,
  wish: Omit<ReplayWish, 'queue'> & {
    readonly queue: DeadLetterQueue;
    readonly source: string;
    readonly count: number;
  },
): Promise<number> {
  const { queue, source, count, limit } = wish;
  const by = await operatorOf(wish.by, installation);
  const why = reasonOf(wish.why);
  const needs = actionNeeds(installation);
  const selection = { queue: queue.name, limit };
  const done = await act(needs, { command: 'dlq replay', by, why, selection, count, ids: [] }, async (id) => {
    const result = await replayDeadLetters(
      {
        deadLetters: sqsDeadLetters(queue.url),
        source: sqsMessageSink(source),
        pause,
        clock: Date.now,
        progress: (handled, of) => printer.progress(`${handled} of ${of}${handled === of ? '\n' : ''}`),
      },
      { limit: count, replay: { id, by, why } },
    );
    const { replayed, cameBack, left, ids } = result;
    const isWhole = cameBack === 0 && replayed === count;
    return {
      outcome: isWhole ? 'done' : 'partly',
      counts: { replayed, cameBack, left },
      ids,
      result,
    } as const;
  });
  const { replayed, cameBack, left } = done.result;
  printer.value({ queue: queue.name, replayed, cameBack, left, outcome: done.outcome });
  printer.line(`${counted(replayed, 'message')} of ${queue.name} put back onto ${queue.source?.name}.`);
  if (cameBack > 0) printer.line(`${cameBack} failed again at once and are dead letters still.`);
  if (left > 0) printer.line(`${left} are still there, held by another reader: replay again in a minute.`);
  return done.outcome === 'done' ? 0 : 2;
}
