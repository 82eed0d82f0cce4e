import type { PartnerId } from '../kernel/identifiers.ts';
import type { Poll, Stop } from './poll.ts';
import type { PollSchedule } from './poll-schedule.ts';

/** Changes the polls of a partner that the change wants to see otherwise; repeats where somebody else was faster. */
export async function changePolls(
  polls: PollSchedule,
  partnerId: PartnerId,
  change: (poll: Poll) => Poll | undefined,
): Promise<readonly Poll[]> {
  for (;;) {
    const changed: Poll[] = [];
    let isBeaten = false;
    for (const poll of await polls.ofPartner(partnerId)) {
      const after = change(poll);
      if (!after) continue;
      if ((await polls.save({ ...after, version: poll.version + 1 })) === 'changed') isBeaten = true;
      changed.push(after);
    }
    if (!isBeaten) return changed;
  }
}

/** Takes the poll out of what is due until somebody resumes it; undefined where it is stopped already. */
export const stoppedPoll = (poll: Poll, stop: Stop): Poll | undefined =>
  poll.stopped ? undefined : { ...poll, stopped: stop };

/** Due at once. */
export function resumedPoll({ stopped: _, ...poll }: Poll, now: number): Poll {
  return { ...poll, nextDueAt: Math.min(poll.nextDueAt, now) };
}
