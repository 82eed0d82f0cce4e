import { nextLink } from '../../kernel/hash-chain.ts';
import type { ActionEvent } from '../../repair/action.ts';
import type { ActionLog } from '../../repair/action-log.ts';

/** What operators did, in memory. */
export function memoryActionLog(): ActionLog {
  const events: ActionEvent[] = [];
  return {
    async append(content) {
      const event = nextLink(events.at(-1), content);
      events.push(event);
      return event;
    },
    async events(since = 0) {
      const head = events.at(-1);
      return {
        events: events.filter(({ at }) => at >= since),
        ...(head && { head: { version: head.version, hash: head.hash } }),
      };
    },
  };
}
