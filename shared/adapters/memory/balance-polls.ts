import type { Poll } from '../../balances/poll.ts';
import type { PollSchedule } from '../../balances/poll-schedule.ts';
import { follows, type MemoryBalances, pageOf } from './balances.ts';

/** Which shortcodes are polled and when, in memory. */
export function memoryPollSchedule({ polls, checks, marked }: MemoryBalances): PollSchedule {
  let seen: string | undefined;
  const name = ({ partnerId, shortcode }: Poll): string => `${partnerId}#${shortcode}`;
  const put = (poll: Poll): boolean => {
    const isNext = follows(polls.get(name(poll)), poll);
    if (isNext) polls.set(name(poll), poll);
    return isNext;
  };

  return {
    async ofPartner(partnerId) {
      return [...polls.values()]
        .filter((poll) => poll.partnerId === partnerId)
        .toSorted((a, b) => (a.shortcode < b.shortcode ? -1 : 1));
    },
    async save(poll) {
      return put(poll) ? 'saved' : 'changed';
    },
    async remove(poll) {
      polls.delete(name(poll));
    },
    async due(now, { limit }) {
      const due = [...polls.values()]
        .filter(({ stopped, nextDueAt }) => !stopped && nextDueAt <= now)
        .toSorted((a, b) => a.nextDueAt - b.nextDueAt);
      // What is claimed falls out of what is due: the next page is the first again.
      const { items, cursor } = pageOf(due, { limit });
      return { polls: items, ...(cursor && { cursor: '0' }) };
    },
    async claim(poll, check) {
      if (checks.has(check.id) || !put(poll)) return 'changed';
      checks.set(check.id, check);
      return 'saved';
    },
    async unsynced(now) {
      return [...marked]
        .filter(([, markedAt]) => markedAt <= now)
        .map(([partnerId, markedAt]) => ({ partnerId, markedAt }));
    },
    async markSynced(partnerId, markedAt) {
      if (marked.get(partnerId) === markedAt) marked.delete(partnerId);
    },
    async directorySeen() {
      return seen;
    },
    async saveDirectorySeen(digest) {
      seen = digest;
    },
  };
}
