import type { Fact } from './fact.ts';
import type { FactBus, Outbox } from './outbox.ts';

interface Needs {
  readonly outbox: Outbox;
  readonly bus: FactBus;
  /** Told of an effect that could not be had now. */
  readonly warn: (message: string, error: unknown) => void;
}

/** Saved facts of a batch, published together. That may fail without harm: they are in the outbox. */
export function factTeller({ outbox, bus, warn }: Needs) {
  let facts: Fact[] = [];
  return {
    /** A saved fact, to be published at the end of the batch. */
    tell: (fact: Fact): void => {
      facts.push(fact);
    },
    async publish(): Promise<void> {
      const told = facts;
      facts = [];
      if (told.length === 0) return;
      try {
        await bus.publish(told);
        await outbox.markPublished(told);
      } catch (error) {
        warn('facts not published yet; the sweeper will', error);
      }
    },
  };
}
