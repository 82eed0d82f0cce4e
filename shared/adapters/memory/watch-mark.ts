import type { Comparison, WatchMarkStore } from '../../payments/watch-mark.ts';

/** The marks in memory. */
export function memoryWatchMarkStore(): WatchMarkStore {
  let watermark: number | undefined;
  let comparison: Comparison | undefined;
  return {
    watermark: async () => watermark,
    saveWatermark: async (at) => {
      watermark = at;
    },
    comparison: async () => comparison,
    saveComparison: async (saved) => {
      comparison = saved;
    },
  };
}
