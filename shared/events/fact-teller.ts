import type { Fact } from './fact.ts';
import { type PublishNeeds, publishAtOnce } from './publish-at-once.ts';

/** Saved facts of a batch, published together. That may fail without harm: they are in the outbox. */
export function factTeller(needs: PublishNeeds) {
  let facts: Fact[] = [];
  return {
    /** A saved fact, to be published at the end of the batch. */
    tell: (fact: Fact): void => {
      facts.push(fact);
    },
    async publish(): Promise<void> {
      const told = facts;
      facts = [];
      await publishAtOnce(needs, told);
    },
  };
}
