import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { memoryDeadLetters } from '../../../shared/adapters/memory/dead-letters.ts';
import type { DeadLetters, MessageSink } from '../../../shared/repair/dead-letters.ts';
import { replayDeadLetters } from '../../../shared/repair/replay-dead-letters.ts';

const replay = { id: 'action-1', by: 'amina', why: 'MongoDB was away' };
const messages = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ body: `body-${at}`, attributes: { channel: 'stk' } }));

function setUp() {
  let now = 0;
  const box = memoryDeadLetters(() => now);
  const sent: string[] = [];
  const progress: string[] = [];
  const needs = {
    deadLetters: box as DeadLetters,
    source: {
      send: async (batch) => {
        sent.push(...batch.map(({ body }) => body));
      },
    } as MessageSink,
    pause: async (ms: number) => {
      now += ms;
    },
    clock: () => now,
    progress: (done: number, of: number) => progress.push(`${done}/${of}`),
  };
  return { box, needs, sent, progress, pass: (ms: number) => (now += ms) };
}

describe('replayDeadLetters', () => {
  it('puts all of them back, ten at a time, marked with who and why', async () => {
    const { box, needs, sent, progress } = setUp();
    await box.send(messages(23));
    const marks: string[] = [];
    const source = {
      send: async (batch: Parameters<MessageSink['send']>[0]) => {
        marks.push(...batch.map(({ attributes }) => attributes.replay ?? ''));
        await needs.source.send(batch);
      },
    };
    const done = await replayDeadLetters({ ...needs, source }, { limit: 1_000, replay });
    expect(done).toMatchObject({ replayed: 23, cameBack: 0, left: 0 });
    expect(sent).toEqual(messages(23).map(({ body }) => body));
    expect(marks.map((mark) => JSON.parse(mark))).toEqual(sent.map(() => replay));
    expect(progress).toEqual(['10/23', '20/23', '23/23']);
    expect(await box.depth()).toEqual({ waiting: 0, held: 0 });
  });

  it('takes no more than it is allowed to', async () => {
    const { box, needs } = setUp();
    await box.send(messages(23));
    expect(await replayDeadLetters(needs, { limit: 12, replay })).toMatchObject({ replayed: 12 });
    expect(await box.depth()).toEqual({ waiting: 11, held: 0 });
  });

  it('ends although what it puts back comes back at once', async () => {
    const { box, needs } = setUp();
    await box.send(messages(15));
    const done = await replayDeadLetters({ ...needs, source: box }, { limit: 1_000, replay });
    expect(done.replayed + done.cameBack).toBe(15);
    expect(await box.depth()).toEqual({ waiting: 15, held: 0 });
  });

  it('waits for what a run holds that died, and gives up on whoever holds on', async () => {
    const { box, needs } = setUp();
    await box.send(messages(12));
    await box.take(10);
    expect(await replayDeadLetters(needs, { limit: 1_000, replay })).toMatchObject({ replayed: 12, left: 0 });
    await box.send(messages(1));
    const held = { ...box, take: async () => [] };
    expect(await replayDeadLetters({ ...needs, deadLetters: held }, { limit: 9, replay })).toMatchObject({
      replayed: 0,
      left: 1,
    });
  });

  it('has nothing to do with none', async () => {
    const { needs } = setUp();
    expect(await replayDeadLetters(needs, { limit: 9, replay })).toEqual({
      ...{ replayed: 0, cameBack: 0, left: 0, ids: [] },
    });
  });

  it('loses none and doubles ten at most for each crash', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 4 }),
        async (count, crashes) => {
          const { box, needs, sent } = setUp();
          await box.send(messages(count));
          for (const afterCalls of [...crashes, Number.POSITIVE_INFINITY]) {
            let calls = 0;
            const mortal = async <T>(work: Promise<T>): Promise<T> => {
              const done = await work;
              if (++calls > afterCalls) throw new Error('killed');
              return done;
            };
            const deadLetters: DeadLetters = {
              ...box,
              take: (limit) => mortal(box.take(limit)),
              remove: (letters) => mortal(box.remove(letters)),
            };
            const source = {
              send: (batch: Parameters<MessageSink['send']>[0]) => mortal(needs.source.send(batch)),
            };
            await replayDeadLetters({ ...needs, deadLetters, source }, { limit: 1_000, replay }).catch(
              (error: Error) => expect(error.message).toBe('killed'),
            );
          }
          expect(new Set(sent).size).toBe(count);
          expect(sent.length).toBeLessThanOrEqual(count + 10 * crashes.length);
          expect(await box.depth()).toEqual({ waiting: 0, held: 0 });
        },
      ),
    );
  });
});
