import type { WatchMark, WatchMarkStore } from '../../payments/watch-mark.ts';

/** The watermark in memory. */
export function memoryWatchMarkStore(): WatchMarkStore {
  let saved: WatchMark | undefined;
  return {
    async read() {
      return saved;
    },
    async save(mark) {
      saved = mark;
    },
  };
}
