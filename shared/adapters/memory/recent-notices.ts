import type { RecentNotices } from '../../payments/recent-notices.ts';
import type { MemoryStore } from './store.ts';

/** The notices in memory, as one page. */
export const memoryRecentNotices = ({ notices }: MemoryStore): RecentNotices => ({
  async *since(at) {
    const recent = [...notices.values()]
      .flatMap((ofSubject) => [...ofSubject.values()])
      .filter(({ receivedAt }) => receivedAt >= at);
    yield recent.map(({ notice }) => notice);
  },
});
