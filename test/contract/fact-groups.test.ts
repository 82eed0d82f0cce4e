import { expect, it } from '@jest/globals';
import { dynamoFactGroups } from '../../shared/adapters/dynamodb/fact-groups.ts';
import { memoryFactGroups } from '../../shared/adapters/memory/fact-groups.ts';
import type { FactGroups } from '../../shared/alerts/fact-groups.ts';
import { aDiscrepancy, anUnmatchedReceipt } from '../support/builders/a-fact.ts';
import { describeInStores } from '../support/stores-under-test.ts';

const facts = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ ...aDiscrepancy(`pay-${at}`), at: 1_000 + at }));

describeInStores<FactGroups>(
  'groups of facts',
  { inMemory: memoryFactGroups, inDynamo: dynamoFactGroups },
  (groups) => {
    it('keep what waits, oldest first, each fact once', async () => {
      const [first, second] = facts(2) as [ReturnType<typeof aDiscrepancy>, ReturnType<typeof aDiscrepancy>];
      const receipt = { ...anUnmatchedReceipt(), at: 500 };
      for (const fact of [second, first, second, receipt]) await groups.add('a', fact, 9_000);
      await groups.add('b', first, 9_000);
      expect(await groups.waiting('a')).toEqual([receipt, first, second]);
      expect(await groups.waiting('b')).toEqual([first]);
      expect(await groups.waiting('c')).toEqual([]);
    });

    it('forget what was told, and do not take it again', async () => {
      const all = facts(70);
      await Promise.all(all.map((fact) => groups.add('a', fact, 9_000)));
      const told = await groups.waiting('a');
      expect(told).toHaveLength(70);
      await groups.told('a', told.slice(0, 60), 12_000);
      await groups.told('a', told.slice(0, 60), 13_000);
      for (const fact of all.slice(0, 60)) await groups.add('a', fact, 14_000);
      expect(await groups.waiting('a')).toEqual(told.slice(60));
      expect((await groups.times('a')).toldAt).toBe(13_000);
    });

    it('are planned once until that time has come', async () => {
      expect(await groups.times('a')).toEqual({});
      await Promise.all([groups.plan('a', 30_000, 1_000), groups.plan('a', 30_000, 1_000)]);
      await groups.plan('a', 40_000, 29_999);
      expect((await groups.times('a')).plannedAt).toBe(30_000);
      await groups.plan('a', 60_000, 30_000);
      expect((await groups.times('a')).plannedAt).toBe(60_000);
      expect((await groups.times('b')).plannedAt).toBeUndefined();
    });
  },
);
