import { expect, it } from '@jest/globals';
import { dynamoStatistics } from '../../shared/adapters/dynamodb/statistics.ts';
import { memoryStatistics } from '../../shared/adapters/memory/statistics.ts';
import type { Statistics } from '../../shared/reconciliation/statistics.ts';
import { describeInStores } from '../support/stores-under-test.ts';

const minuteMs = 60_000;
const at = Date.UTC(2026, 9, 14, 8, 3);
const delta = { processed: 3, failed: 1, discrepancies: 1, processingMs: 40.5, at };

describeInStores<Statistics>(
  'statistics',
  { inMemory: memoryStatistics, inDynamo: dynamoStatistics },
  (statistics) => {
    it('are zero before anything was counted', async () => {
      expect(await statistics.totals(at)).toEqual({
        processed: 0,
        failed: 0,
        discrepancies: 0,
        processingMs: 0,
        perMinute: 0,
      });
    });

    it('lose nothing of what many add at once', async () => {
      await Promise.all(
        Array.from({ length: 40 }, (_, number) => statistics.add({ ...delta, at: at + number })),
      );
      expect(await statistics.totals(at + 1_000)).toMatchObject({
        processed: 120,
        failed: 40,
        discrepancies: 40,
        processingMs: 1_620,
      });
    });

    it('tell when counting began and when it was last', async () => {
      for (const time of [at, at + 5, at + 9]) await statistics.add({ ...delta, at: time });
      expect(await statistics.totals(at + 1_000)).toMatchObject({ since: at, lastProcessedAt: at + 9 });
    });

    it('tell the throughput of the last whole minute and the running one', async () => {
      await statistics.add({ ...delta, processed: 1_000, at: at - 2 * minuteMs });
      await statistics.add({ ...delta, processed: 60, at: at - minuteMs });
      await statistics.add({ ...delta, processed: 30, at });
      expect((await statistics.totals(at + minuteMs / 2)).perMinute).toBeCloseTo(60);
      expect((await statistics.totals(at)).perMinute).toBeCloseTo(90);
      expect((await statistics.totals(at + 5 * minuteMs)).perMinute).toBe(0);
    });
  },
);
