import { expect, it } from '@jest/globals';
import { dynamoWatchMarkStore } from '../../shared/adapters/dynamodb/watch-mark.ts';
import { memoryWatchMarkStore } from '../../shared/adapters/memory/watch-mark.ts';
import type { WatchMarkStore } from '../../shared/payments/watch-mark.ts';
import { describeInStores } from '../support/stores-under-test.ts';

describeInStores<WatchMarkStore>(
  'a watch mark store',
  { inMemory: memoryWatchMarkStore, inDynamo: dynamoWatchMarkStore },
  (store) => {
    it('has no mark before the first look', async () => {
      expect(await store.read()).toBeUndefined();
    });

    it('gives back the mark that was saved last, with all its digests', async () => {
      const buckets = Object.fromEntries(
        Array.from({ length: 4_096 }, (_, at) => [String(at), `${at}`.repeat(16)]),
      );
      await store.save({ watermark: 1, fullCheckAt: 1, fullCheckBegunAt: 1, buckets: {} });
      await store.save({ watermark: 2, fullCheckAt: 1, fullCheckBegunAt: 2, buckets });
      expect(await store.read()).toEqual({ watermark: 2, fullCheckAt: 1, fullCheckBegunAt: 2, buckets });
    });
  },
);
