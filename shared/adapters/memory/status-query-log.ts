import type { StatusQuery, StatusQueryLog } from '../../payments/status-query-log.ts';

/** Questions asked, in memory. */
export function memoryStatusQueryLog(): StatusQueryLog {
  const queries = new Map<string, StatusQuery>();
  return {
    async put(query) {
      queries.set(query.id, query);
    },
    async get(id) {
      return queries.get(id);
    },
  };
}
