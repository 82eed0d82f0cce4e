import { expect, it } from '@jest/globals';
import { dynamoChannelTurns } from '../../shared/adapters/dynamodb/channel-turns.ts';
import { memoryChannelTurns } from '../../shared/adapters/memory/channel-turns.ts';
import type { ChannelTurns } from '../../shared/alerts/channel-turns.ts';
import { describeInStores } from '../support/stores-under-test.ts';

const leaseMs = 20_000;

describeInStores<ChannelTurns>(
  'turns in a channel',
  { inMemory: memoryChannelTurns, inDynamo: dynamoChannelTurns },
  (turns) => {
    it('are taken by one at a time, of however many at once', async () => {
      const taken = await Promise.all(Array.from({ length: 20 }, () => turns.take('a', 1_000, leaseMs)));
      expect(taken.filter((turn) => turn.taken)).toEqual([{ taken: true, heldUntil: 21_000 }]);
      const refused = taken.filter((turn) => !turn.taken);
      expect(refused.every(({ freeAt }) => freeAt > 1_000 && freeAt < 21_000)).toBe(true);
      expect((await turns.take('b', 1_000, leaseMs)).taken).toBe(true);
    });

    it('come again when the channel is free', async () => {
      await turns.take('a', 1_000, leaseMs);
      await turns.giveBack('a', 21_000, 5_000);
      expect(await turns.take('a', 4_999, leaseMs)).toEqual({ taken: false, freeAt: 5_000 });
      expect(await turns.take('a', 5_000, leaseMs)).toEqual({ taken: true, heldUntil: 25_000 });
    });

    it('end by themselves, and then are no longer given back', async () => {
      await turns.take('a', 1_000, leaseMs);
      expect((await turns.take('a', 20_999, leaseMs)).taken).toBe(false);
      expect((await turns.take('a', 21_000, leaseMs)).taken).toBe(true);
      await turns.giveBack('a', 21_000, 0);
      expect((await turns.take('a', 22_000, leaseMs)).taken).toBe(false);
    });
  },
);
