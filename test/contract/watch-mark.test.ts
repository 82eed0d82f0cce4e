import { expect, it } from '@jest/globals';
import { dynamoWatchMarkStore } from '../../shared/adapters/dynamodb/watch-mark.ts';
import { memoryWatchMarkStore } from '../../shared/adapters/memory/watch-mark.ts';
import type { WatchMarkStore } from '../../shared/payments/watch-mark.ts';
import { describeInStores } from '../support/stores-under-test.ts';

describeInStores<WatchMarkStore>(
  'a watch mark store',
  { inMemory: memoryWatchMarkStore, inDynamo: dynamoWatchMarkStore },
  (store) => {
    it('has no marks before the first look', async () => {
      expect(await store.watermark()).toBeUndefined();
      expect(await store.comparison()).toBeUndefined();
    });

    it('gives back the marks that were saved last, each by itself, with all digests', async () => {
      const buckets = Object.fromEntries(
        Array.from({ length: 4_096 }, (_, at) => [String(at), `${at}`.repeat(16)]),
      );
      await store.saveWatermark(1);
      await store.saveComparison({ at: 1, buckets: {} });
      await store.saveComparison({ at: 2, buckets });
      await store.saveWatermark(3);
      expect(await store.watermark()).toBe(3);
      expect(await store.comparison()).toEqual({ at: 2, buckets });
    });
  },
);
