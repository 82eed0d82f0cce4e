import { setTimeout as pause } from 'node:timers/promises';
import type { Runtime } from './runtime/runtime.ts';

/** The system still holds work and does none of it. */
export class Stalled extends Error {
  override readonly name = 'Stalled';
}

const lookEveryMs = 250;

/**
 * Ends when all queues are empty and nothing runs any more. Throws Stalled, with what still waits, when nothing changes
 * for that long.
 */
export async function settled(
  runtime: Pick<Runtime, 'idle' | 'readQueues' | 'functions'>,
  onWaiting: (messages: number) => void = () => undefined,
  patienceMs = 90_000,
): Promise<void> {
  const idle = runtime.idle().then(() => true as const);
  let last = '';
  let changedAt = Date.now();
  while (!(await Promise.race([idle, pause(lookEveryMs, false as const)]))) {
    const queues = (await runtime.readQueues()).filter((queue) => !queue.isDeadLetterQueue);
    const held = queues.map(({ name, visible, in_flight }) => ({ name, messages: visible + in_flight }));
    onWaiting(held.reduce((sum, { messages }) => sum + messages, 0));
    const ended = runtime.functions.map((each) => each.state()).map((all) => all.invocations - all.running);
    const now = JSON.stringify([held, ended]);
    if (now !== last) changedAt = Date.now();
    last = now;
    if (Date.now() - changedAt < patienceMs) continue;
    const waiting = held.filter(({ messages }) => messages > 0);
    const running = runtime.functions.filter((each) => each.state().running > 0);
    const names = [
      ...waiting.map(({ name, messages }) => `${messages} messages in ${name}`),
      ...running.map(({ name }) => `${name} runs`),
    ];
    throw new Stalled(
      `Nothing moved for ${patienceMs / 1_000} seconds, with work left: ${names.join(', ')}.`,
    );
  }
}
