import type { ForwardLog } from '../../payments/forward-log.ts';

/** What was posted on, in memory. */
export function memoryForwardLog(): ForwardLog {
  const rows = new Map<string, 'posted' | number>();
  return {
    async claim(id, now, until) {
      const known = rows.get(id);
      if (known === 'posted') return 'posted';
      if (known !== undefined && known > now) return 'taken';
      rows.set(id, until);
      return 'claimed';
    },
    async posted(id) {
      rows.set(id, 'posted');
    },
    async release(id, until) {
      if (rows.get(id) === until) rows.delete(id);
    },
  };
}
