import type { FactBus, Outbox } from './outbox.ts';

/** The writer itself publishes within this time; what is older was left behind by a crash. */
const graceMs = 10_000;
const batchSize = 25;

/**
 * Publishes what the outbox still holds, oldest first.
 *
 * @returns how many facts; a fact may be published twice, its id tells.
 */
export async function publishEvents(
  deps: { readonly outbox: Outbox; readonly bus: FactBus },
  now: number,
  hasTimeLeft: () => boolean,
): Promise<number> {
  for (let published = 0; ; ) {
    if (!hasTimeLeft()) return published;
    const facts = await deps.outbox.unpublished(now - graceMs, batchSize);
    if (facts.length === 0) return published;
    await deps.bus.publish(facts);
    await deps.outbox.markPublished(facts);
    published += facts.length;
  }
}
