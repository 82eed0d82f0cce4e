import type { Outbox } from './outbox.ts';

/** Since when the oldest fact waits to be published, in seconds; 0 when none does. */
export async function unpublishedAge(outbox: Pick<Outbox, 'unpublished'>, now: number): Promise<number> {
  const [oldest] = await outbox.unpublished(now, 1);
  return oldest === undefined ? 0 : Math.round((now - oldest.at) / 1_000);
}
