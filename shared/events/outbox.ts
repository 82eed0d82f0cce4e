import type { Fact } from './fact.ts';

/** Facts to publish: the ledgers write them into it, in the transaction that saves their cause. */
export interface Outbox {
  /** Saved before `before` and not yet published, oldest first. */
  unpublished(before: number, limit: number): Promise<readonly Fact[]>;
  /** No effect on facts that were marked before. */
  markPublished(facts: readonly Fact[]): Promise<void>;
}

/** Stores every fact with every subscriber, or throws. A fact may come twice; its id tells. */
export interface FactBus {
  publish(facts: readonly Fact[]): Promise<void>;
}
