import type { PartnerId } from '../../kernel/identifiers.ts';
import { shardNumbers, shardOf } from './tables.ts';

/** What belongs to one partner in the balances table: its polls, and the mark of rows that they do not follow yet. */
export const partnerPk = (partnerId: PartnerId): string => `PARTNER#${partnerId}`;
export const syncSk = 'SYNC';

/** Partners to bring up to date, in the index of what is due. */
export const syncPartitions = shardNumbers.map((shard) => `SYNC#${shard}`);

export function syncRow(partnerId: PartnerId, markedAt: number) {
  const pk = partnerPk(partnerId);
  return { pk, sk: syncSk, partnerId, markedAt, duePk: `SYNC#${shardOf(pk)}`, dueAt: markedAt };
}
