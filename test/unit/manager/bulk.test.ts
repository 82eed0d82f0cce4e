import { describe, expect, it } from '@jest/globals';
import { failed, ok } from '../../../shared/kernel/result.ts';
import { sideBySide } from '../../../shared/kernel/side-by-side.ts';
import { Unavailable } from '../../../shared/kernel/unavailable.ts';
import { answerEach } from '../../../shared/manager/bulk.ts';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe('many at once', () => {
  it('answers each in the order asked, problems included, and works once per id', async () => {
    const worked: string[] = [];
    const thrown: unknown[] = [];
    const work = async (id: string) => {
      worked.push(id);
      if (id === 'slow') await pause(10);
      if (id === 'bug') throw new TypeError('hunter2');
      if (id === 'outage') throw new Unavailable('MongoDB: no');
      return id === 'nowhere'
        ? failed({ kind: 'not_found' as const, detail: 'there is no payment nowhere' })
        : ok({ of: id });
    };
    const answers = await answerEach(['slow', 'a', 'nowhere', 'bug', 'outage', 'a'], work, (error) =>
      thrown.push(error),
    );
    expect(answers).toEqual([
      { sessionId: 'slow', result: { of: 'slow' } },
      { sessionId: 'a', result: { of: 'a' } },
      {
        sessionId: 'nowhere',
        error: {
          type: 'urn:salio:problem:not-found',
          title: 'Not found',
          status: 404,
          detail: 'there is no payment nowhere',
        },
      },
      { sessionId: 'bug', error: expect.objectContaining({ status: 500 }) },
      { sessionId: 'outage', error: expect.objectContaining({ status: 503 }) },
      { sessionId: 'a', result: { of: 'a' } },
    ]);
    expect(worked).toEqual(['slow', 'a', 'nowhere', 'bug', 'outage']);
    expect(thrown).toHaveLength(2);
    expect(JSON.stringify(answers)).not.toContain('hunter2');
  });
});

describe('side by side', () => {
  it('never works on more than its width at a time, and keeps the order', async () => {
    let running = 0;
    let most = 0;
    const done = await sideBySide([5, 1, 4, 2, 3], 2, async (ms) => {
      most = Math.max(most, ++running);
      await pause(ms);
      running--;
      return ms * 10;
    });
    expect(done).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
    expect(await sideBySide([], 3, async () => 1)).toEqual([]);
  });

  it('fails as a whole when one throws', async () => {
    await expect(sideBySide([1, 2], 1, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
