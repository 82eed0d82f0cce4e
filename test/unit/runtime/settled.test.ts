import { describe, expect, it } from '@jest/globals';
import type { Runtime } from '../../../local/runtime/runtime.ts';
import { Stalled, settled } from '../../../local/settled.ts';

type Watched = Pick<Runtime, 'idle' | 'readQueues' | 'functions'>;

const aQueue = (name: string, visible: number, isDeadLetterQueue = false) => ({
  ...{ name, arn: name, visible, in_flight: 1, delayed: 0, isDeadLetterQueue },
});

const aFunction = (name: string, running: number) => ({
  name,
  state: () => ({ environments: 1, running, waiting: 0, invocations: 7, failures: 0 }),
});

const never = () => new Promise<void>(() => undefined);

const aRuntime = (given: Partial<Record<keyof Watched, unknown>>) =>
  ({
    idle: never,
    readQueues: async () => [aQueue('notices', 4), aQueue('dead-notices', 9, true)],
    functions: [aFunction('reconcile', 1), aFunction('watch', 0)],
    ...given,
  }) as unknown as Watched;

describe('waiting for the system to settle', () => {
  it('ends when it is idle', async () => {
    await settled(aRuntime({ idle: async () => undefined }));
  });

  it('is given up with what still waits when nothing moves', async () => {
    const waiting = settled(aRuntime({}), undefined, 600);
    await expect(waiting).rejects.toThrow(Stalled);
    await expect(waiting).rejects.toThrow(
      'Nothing moved for 0.6 seconds, with work left: 5 messages in notices, reconcile runs.',
    );
  });

  it('goes on as long as something moves', async () => {
    let left = 8;
    const seen: number[] = [];
    const moving = aRuntime({
      idle: async () => {
        while (left > 0) await new Promise((done) => setTimeout(done, 50));
      },
      readQueues: async () => [aQueue('notices', --left)],
    });
    await settled(moving, (messages) => seen.push(messages), 600);
    expect(seen).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });
});
