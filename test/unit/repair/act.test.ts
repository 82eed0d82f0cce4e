import { describe, expect, it } from '@jest/globals';
import { memoryActionLog } from '../../../shared/adapters/memory/action-log.ts';
import { act } from '../../../shared/repair/act.ts';
import { actionsOf, mostIds } from '../../../shared/repair/action.ts';

const wish = {
  ...{ command: 'dlq replay', by: 'amina', why: 'MongoDB was away', selection: { queue: 'q' }, count: 2 },
  ids: ['a', 'b'],
};

function setUp() {
  const actions = memoryActionLog();
  let now = 0;
  const needs = { actions, clock: () => ++now, newId: () => 'action-1' };
  return { needs, shown: async () => actionsOf((await actions.events()).events) };
}

describe('act', () => {
  it('says who and why before anything is done, and after it what came of it', async () => {
    const { needs, shown } = setUp();
    const done = await act(needs, wish, async (action) => {
      expect(await shown()).toEqual([{ ...wish, action, at: 1, version: 1 }]);
      return { outcome: 'partly', counts: { replayed: 1 }, ids: ['a'], more: true } as const;
    });
    expect(done.more).toBe(true);
    expect(await shown()).toMatchObject([
      { ...wish, ended: { at: 2, outcome: 'partly', counts: { replayed: 1 }, ids: ['a'] } },
    ]);
  });

  it('notes a failure and throws it on', async () => {
    const { needs, shown } = setUp();
    await expect(act(needs, wish, () => Promise.reject(new Error('no queue')))).rejects.toThrow('no queue');
    expect(await shown()).toMatchObject([{ ended: { outcome: 'failed', counts: {} } }]);
  });

  it('keeps a thousand names', async () => {
    const { needs, shown } = setUp();
    const ids = Array.from({ length: mostIds + 5 }, (_, at) => `id-${at}`);
    await act(needs, { ...wish, ids }, async () => ({ outcome: 'done', counts: {}, ids }));
    const [action] = await shown();
    expect([action?.ids.length, action?.ended?.ids.length]).toEqual([mostIds, mostIds]);
  });
});
