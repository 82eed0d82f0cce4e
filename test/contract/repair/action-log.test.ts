import { expect, it } from '@jest/globals';
import { dynamoActionLog } from '../../../shared/adapters/dynamodb/action-log.ts';
import { memoryActionLog } from '../../../shared/adapters/memory/action-log.ts';
import { verifyChain } from '../../../shared/kernel/hash-chain.ts';
import type { ActionLog } from '../../../shared/repair/action-log.ts';
import { describeInStores } from '../../support/stores-under-test.ts';

const begun = (at: number) =>
  ({
    kind: 'begun',
    action: `action-${at}`,
    at,
    command: 'dlq replay',
    by: 'amina',
    why: 'MongoDB was away',
    selection: { queue: 'payment-notices', limit: 10, jobs: ['a', 'b'] },
    count: 1,
    ids: ['m-1'],
  }) as const;
const ended = (at: number) =>
  ({
    kind: 'ended',
    action: `action-${at}`,
    at: at + 1,
    outcome: 'done',
    counts: { replayed: 1 },
    ids: [],
  }) as const;

describeInStores<ActionLog>(
  'a log of actions',
  { inMemory: memoryActionLog, inDynamo: (document, tables) => dynamoActionLog(document, tables) },
  (log) => {
    it('is empty at first', async () => {
      expect(await log.events()).toEqual({ events: [] });
    });

    it('keeps every event as it was, in a whole chain', async () => {
      const contents = [begun(10), ended(10), begun(20)];
      for (const content of contents) await log.append(content);
      const { events, head } = await log.events();
      expect(events).toMatchObject(contents);
      expect(verifyChain(events, head)).toEqual({ ok: true, value: head });
      expect((await log.events(20)).events).toMatchObject([begun(20)]);
    });

    it('takes events of several people at once', async () => {
      await Promise.all([1, 2, 3, 4, 5].map((at) => log.append(begun(at))));
      const { events, head } = await log.events();
      expect(events).toHaveLength(5);
      expect(verifyChain(events, head)).toMatchObject({ ok: true, value: { version: 5 } });
    });
  },
);
