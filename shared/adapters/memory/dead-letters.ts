import type { DeadLetter, DeadLetters, Message, MessageSink } from '../../repair/dead-letters.ts';

interface Kept {
  readonly letter: DeadLetter;
  heldUntil: number;
}

const holdMs = 30_000;

/** A queue in memory: what is sent can be taken. */
export function memoryDeadLetters(clock: () => number = Date.now): DeadLetters & MessageSink {
  const kept = new Map<string, Kept>();
  let sent = 0;
  return {
    async send(messages: readonly Message[]) {
      for (const message of messages) {
        const id = `message-${++sent}`;
        kept.set(id, { letter: { id, ...message, sentAt: clock(), handle: id }, heldUntil: 0 });
      }
    },
    async depth() {
      const held = [...kept.values()].filter(({ heldUntil }) => heldUntil > clock()).length;
      return { waiting: kept.size - held, held };
    },
    async take(limit) {
      const free = [...kept.values()]
        .filter(({ heldUntil }) => heldUntil <= clock())
        .slice(0, Math.min(10, limit));
      for (const each of free) each.heldUntil = clock() + holdMs;
      return free.map(({ letter }) => letter);
    },
    async giveBack(letters) {
      for (const { handle } of letters) {
        const each = kept.get(handle);
        if (each) each.heldUntil = 0;
      }
    },
    async remove(letters) {
      for (const { handle } of letters) kept.delete(handle);
    },
  };
}
