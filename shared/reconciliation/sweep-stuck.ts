import type { ReconcileDependencies } from './dependencies.ts';
import type { ReconcileRequest, StatusQueryRequest } from './work-queue.ts';

export interface Swept {
  readonly reviewed: number;
  readonly asked: number;
  readonly unmatched: number;
  /** Nothing due was left when the time ran out or the work was done. */
  readonly isComplete: boolean;
}

const minuteMs = 60_000;
const askAgainAfterMs = 60 * minuteMs;
const dayMs = 24 * 60 * minuteMs;
const giveUpAfterMs = 30 * dayMs;

type Needs = Pick<
  ReconcileDependencies,
  'reconciliations' | 'transactions' | 'requests' | 'statusQueries' | 'settings'
>;

/**
 * Asks M-Pesa about payments that are stuck, has every payment whose review is due decided again, and has unmatched
 * transactions tried again with growing intervals for 30 days: in batches, until nothing due is left or the time is up.
 */
export async function sweepStuck(needs: Needs, now: number, hasTimeLeft: () => boolean): Promise<Swept> {
  const payments = await sweepPayments(needs, now, hasTimeLeft);
  const transactions = await sweepUnmatched(needs, now, hasTimeLeft);
  return {
    reviewed: payments.reviewed,
    asked: payments.asked,
    unmatched: transactions.unmatched,
    isComplete: payments.isComplete && transactions.isComplete,
  };
}

async function sweepPayments(needs: Needs, now: number, hasTimeLeft: () => boolean) {
  let reviewed = 0;
  let asked = 0;
  let cursor: string | undefined;
  do {
    if (!hasTimeLeft()) return { reviewed, asked, isComplete: false };
    const limit = needs.settings.sweepBatchSize;
    const page = await needs.reconciliations.due(now, { limit, ...(cursor && { cursor }) });
    const queries = page.states
      .filter(({ review }) => review?.ask)
      .map(
        ({ paymentId, decision }): StatusQueryRequest => ({
          paymentId,
          reason: decision.status === 'matched' ? 'verify' : 'stuck',
          asOf: now,
        }),
      );
    const requests = page.states.map(
      ({ paymentId }): ReconcileRequest => ({
        of: 'payment',
        paymentId,
        trigger: 'sweep',
        asOf: now,
      }),
    );
    if (queries.length > 0) await needs.statusQueries.send(queries);
    if (requests.length > 0) await needs.requests.send(requests);
    // A queue that is behind is not filled with the same again; what got lost on the way is due again then.
    for (const state of page.states) await needs.reconciliations.postpone(state, now + askAgainAfterMs);
    asked += queries.length;
    reviewed += requests.length;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { reviewed, asked, isComplete: true };
}

async function sweepUnmatched(needs: Needs, now: number, hasTimeLeft: () => boolean) {
  for (let unmatched = 0; ; ) {
    if (!hasTimeLeft()) return { unmatched, isComplete: false };
    const heads = await needs.transactions.dueUnmatched(now, needs.settings.sweepBatchSize);
    if (heads.length === 0) return { unmatched, isComplete: true };
    const requests = heads.map(
      (head): ReconcileRequest => ({
        of: 'transaction',
        transaction: { receipt: head.receipt, kind: head.kind },
        attempt: Number.MAX_SAFE_INTEGER,
        asOf: now,
      }),
    );
    await needs.requests.send(requests);
    for (const head of heads) await needs.transactions.postpone(head, nextTryAt(head.firstReceivedAt, now));
    unmatched += heads.length;
  }
}

/** After 15 minutes, then whenever its age has doubled, at least daily, for 30 days. */
export function nextTryAt(firstReceivedAt: number, now: number): number | undefined {
  const ageMs = now - firstReceivedAt;
  if (ageMs >= giveUpAfterMs) return undefined;
  return now + Math.min(dayMs, Math.max(15 * minuteMs, ageMs));
}
