import { expect, it } from '@jest/globals';
import { dynamoForwardLog } from '../../shared/adapters/dynamodb/forward-log.ts';
import { memoryForwardLog } from '../../shared/adapters/memory/forward-log.ts';
import type { ForwardLog } from '../../shared/payments/forward-log.ts';
import { describeInStores } from '../support/stores-under-test.ts';

describeInStores<ForwardLog>(
  'a log of what was posted on',
  { inMemory: memoryForwardLog, inDynamo: dynamoForwardLog },
  (log) => {
    it('gives a notice to one of those that claim it at once', async () => {
      const claims = await Promise.all([1, 2, 3, 4].map(() => log.claim('once', 1_000, 9_000)));
      expect(claims.filter((claim) => claim === 'claimed')).toHaveLength(1);
      expect(claims.filter((claim) => claim === 'taken')).toHaveLength(3);
    });

    it('gives it to another when nothing was heard in time, or when it was given back', async () => {
      await log.claim('died', 1_000, 9_000);
      expect(await log.claim('died', 8_999, 20_000)).toBe('taken');
      expect(await log.claim('died', 9_000, 20_000)).toBe('claimed');
      await log.release('died', 20_000);
      expect(await log.claim('died', 9_001, 20_000)).toBe('claimed');
    });

    it('is given back only by the one that has it now', async () => {
      await log.claim('late', 1_000, 9_000);
      await log.claim('late', 9_000, 20_000);
      await log.release('late', 9_000);
      expect(await log.claim('late', 9_001, 30_000)).toBe('taken');
      await log.release('late', 20_000);
      expect(await log.claim('late', 9_001, 30_000)).toBe('claimed');
    });

    it('never gives it again once it is posted', async () => {
      await log.claim('posted', 1_000, 9_000);
      await log.posted('posted', 2_000);
      await log.release('posted', 9_000);
      expect(await log.claim('posted', 50_000, 60_000)).toBe('posted');
    });
  },
);
