import { setImmediate as macrotask } from 'node:timers/promises';

/** A clock that runs only while everything waits: hours of pauses take milliseconds. */
export interface VirtualTime {
  readonly clock: () => number;
  readonly pause: (ms: number) => Promise<void>;
  /** Lets time pass until the work is done. Throws when it waits for something that is no pause. */
  run<Done>(work: Promise<Done>): Promise<Done>;
}

export function virtualTime(startAt = 1_000_000): VirtualTime {
  let now = startAt;
  let timers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    clock: () => now,
    pause: (ms) => new Promise<void>((wake) => timers.push({ at: now + Math.max(0, ms), wake })),
    async run(work) {
      let isDone = false;
      const ended = work.finally(() => {
        isDone = true;
      });
      ended.catch(() => undefined);
      for (;;) {
        await macrotask();
        if (isDone) return ended;
        const [next, ...others] = timers.toSorted((a, b) => a.at - b.at);
        if (!next) throw new Error('it waits for nothing that could come');
        timers = others;
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}
