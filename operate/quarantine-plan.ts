import { readBalanceCallback } from '../shared/balances/record-balance.ts';
import { shortcode } from '../shared/kernel/identifiers.ts';
import type { Callback } from '../shared/mpesa/callback.ts';
import type { QuarantinedCallback, QuarantineEntry, QuarantineReason } from '../shared/mpesa/quarantine.ts';
import type { Replay } from '../shared/mpesa/replay.ts';
import { readCallback } from '../shared/reconciliation/read-callback.ts';
import type { QuarantineNeeds } from './quarantine-needs.ts';
import { UsageError } from './run-command.ts';

/** What a replay of one quarantined callback would come to, as things are now. */
export interface PlannedReplay {
  readonly entry: QuarantineEntry;
  readonly callback: QuarantinedCallback;
  readonly queue: 'payment-notices' | 'balance-results';
  /** Absent where it would be sent. */
  readonly notSent?: 'accepted before' | 'too large';
  readonly forecast: string;
}

const mostAtOnce = 1_000;

export interface QuarantineSelection {
  readonly ids: readonly string[];
  readonly reason: QuarantineReason | undefined;
  readonly since: number | undefined;
  readonly limit: number;
}

/** The entries that are asked for. Throws UsageError for an id that there is none of. */
export async function selectEntries(
  { quarantine }: Pick<QuarantineNeeds, 'quarantine'>,
  { ids, reason, since, limit }: QuarantineSelection,
): Promise<readonly QuarantineEntry[]> {
  if (ids.length > mostAtOnce) throw new UsageError(`Expected at most ${mostAtOnce} ids, got ${ids.length}.`);
  const found: QuarantineEntry[] = [];
  if (ids.length === 0) {
    const query = { limit, ...(reason && { reason }), ...(since !== undefined && { since }) };
    for (let after: string | undefined; found.length < limit; ) {
      const page = await quarantine.list({ ...query, ...(after !== undefined && { after }) });
      // What was taken before must not stand in the way of the rest.
      found.push(...page.filter(({ replay }) => replay?.outcome !== 'accepted'));
      after = page.at(-1)?.id;
      if (page.length < limit) break;
    }
    return found.slice(0, limit);
  }
  for (const id of new Set(ids)) {
    const entry = await quarantine.entry(id);
    if (!entry)
      throw new UsageError(`There is no "${id}" in quarantine: npm run quarantine -- list shows the ids.`);
    found.push(entry);
  }
  return found;
}

/** Reads it as its function would, without a change. */
export async function planReplay(
  needs: Pick<QuarantineNeeds, 'quarantine' | 'hooks' | 'checks'>,
  entry: QuarantineEntry,
  named: string | undefined,
): Promise<PlannedReplay> {
  const callback = await needs.quarantine.get(entry.id);
  if (!callback) throw new Error(`the body of ${entry.id} is gone from the bucket`);
  const queue = entry.channel.startsWith('balance/') ? 'balance-results' : 'payment-notices';
  const plan = { entry, callback, queue } as const;
  if (entry.replay?.outcome === 'accepted')
    return { ...plan, notSent: 'accepted before', forecast: `was replayed by ${entry.replay.by} and taken` };
  const read = asReceived(callback, named);
  const opened =
    queue === 'balance-results'
      ? await readBalanceCallback(needs, read)
      : await readCallback(needs.hooks, read);
  if (opened.ok) return { ...plan, forecast: 'would be taken' };
  const { reason, message } = opened.error;
  const forecast = `would be refused again: ${reason}: ${message}`;
  if (reason === 'too_large') return { ...plan, notSent: 'too large', forecast };
  return {
    ...plan,
    forecast: reason === 'unknown_token' && !named ? `${forecast}; --shortcode says whose it is` : forecast,
  };
}

function asReceived(callback: QuarantinedCallback, named: string | undefined): Callback {
  const { channel, tokenSha256, body, queryId, sourceIp, requestId, receivedAt } = callback;
  return {
    ...{ channel, tokenSha256, body, requestId, receivedAt, isRedelivered: true },
    ...(queryId !== undefined && { queryId }),
    ...(sourceIp !== undefined && { sourceIp }),
    ...(named !== undefined && { replay: { id: '', by: '', why: '', shortcode: shortcode(named) } }),
  };
}

/** The message that its queue gets: as API Gateway sent it, but for the token, of which only the hash is known. */
export function replayMessage({ callback }: PlannedReplay, replay: Replay) {
  const { channel, tokenSha256, body, queryId, sourceIp, requestId, receivedAt } = callback;
  return {
    body,
    attributes: {
      channel,
      token_sha256: tokenSha256,
      request_id: requestId,
      received_at: String(receivedAt),
      ...(queryId !== undefined && { query_id: queryId }),
      ...(sourceIp !== undefined && { source_ip: sourceIp }),
      replay: JSON.stringify(replay),
    },
  };
}
