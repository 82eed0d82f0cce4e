import type { Fact } from '../events/fact.ts';

/** A fact that was saved with its cause and must still be published. */
export interface OutboxEntry {
  /** Where it is kept; opaque. */
  readonly ref: string;
  readonly fact: Fact;
}

/** Facts are written into it by the ledgers, in the transaction that saves their cause. */
export interface Outbox {
  /** Saved before `before` and not yet published, oldest first. */
  unpublished(before: number, limit: number): Promise<readonly OutboxEntry[]>;
  markPublished(refs: readonly string[]): Promise<void>;
}

/** Stores every fact with every subscriber, or throws. A fact may come twice; its id tells. */
export interface FactBus {
  publish(facts: readonly Fact[]): Promise<void>;
}
