import type { Fact } from './fact.ts';
import type { FactBus, Outbox } from './outbox.ts';

export interface PublishNeeds {
  readonly outbox: Outbox;
  readonly bus: FactBus;
  /** Told of facts that could not be published now. */
  readonly warn: (message: string, error: unknown) => void;
}

/** Publishes facts that are saved. Never throws: what stays unpublished is in the outbox, and the sweeper's to publish. */
export async function publishAtOnce(
  { outbox, bus, warn }: PublishNeeds,
  facts: readonly Fact[],
): Promise<void> {
  if (facts.length === 0) return;
  try {
    await bus.publish(facts);
    await outbox.markPublished(facts);
  } catch (error) {
    warn('facts not published yet; the sweeper will', error);
  }
}
