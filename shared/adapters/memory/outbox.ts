import type { Fact } from '../../events/fact.ts';
import type { FactBus, Outbox } from '../../events/outbox.ts';
import type { MemoryStore } from './store.ts';

/** The facts that the ledgers in memory saved and nobody has published yet. */
export const memoryOutbox = (store: MemoryStore): Outbox => ({
  async unpublished(before, limit) {
    return [...store.outbox.values()]
      .filter(({ at }) => at < before)
      .sort((a, b) => a.at - b.at)
      .slice(0, limit);
  },

  async markPublished(facts) {
    for (const { id } of facts) store.outbox.delete(id);
  },
});

/** A bus that only remembers. */
export interface MemoryBus extends FactBus {
  readonly facts: readonly Fact[];
}

export function memoryBus(): MemoryBus {
  const facts: Fact[] = [];
  return {
    facts,
    async publish(published) {
      facts.push(...published);
    },
  };
}
