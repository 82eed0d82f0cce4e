import type { CheckoutRequestId } from '../kernel/identifiers.ts';
import type { AttemptNotice, TransactionNotice } from '../mpesa/notice.ts';
import type { Received } from './reduce-transaction.ts';
import type { Attempt } from './transaction.ts';

/** What names a push: how it ended, or the money that it ended in. */
export type AboutAttempt = AttemptNotice | TransactionNotice;

/**
 * How one STK push stands, from all notices that name it. Money with a receipt beats everything, since a query has been seen
 * to call a paid push failed; then what the callback says beats what a query says; `pending` yields to all.
 */
export function reduceAttempt(id: CheckoutRequestId, notices: readonly Received<AboutAttempt>[]): Attempt {
  const ranked = notices.toSorted(strongestFirst).map(({ notice }) => notice);
  const [strongest] = ranked;
  if (!strongest) throw new Error('an attempt needs at least one notice');
  const receipt = ranked.find(isTransaction)?.receipt;
  const channels = [...new Set(ranked.map(channelOf))].sort();
  return {
    checkoutRequestId: id,
    outcome: strongest.outcome,
    ...(strongest.outcome === 'failed' && strongest.failure && { failure: strongest.failure }),
    ...(receipt && { receipt }),
    sources: channels,
    firstReceivedAt: Math.min(...notices.map(({ receivedAt }) => receivedAt)),
  };
}

const isTransaction = (notice: AboutAttempt): notice is TransactionNotice => notice.about === 'transaction';
const channelOf = (notice: AboutAttempt) => notice.channel;

function strongestFirst(a: Received<AboutAttempt>, b: Received<AboutAttempt>): number {
  return weight(b.notice) - weight(a.notice) || (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0);
}

/** Success before failure within one channel: M-Pesa takes back a failure, never a success. */
function weight(notice: AboutAttempt): number {
  if (notice.outcome === 'pending') return 0;
  if (isTransaction(notice)) return notice.outcome === 'succeeded' ? 6 : 5;
  const success = notice.outcome === 'succeeded' ? 1 : 0;
  return (notice.channel === 'stk' ? 3 : 1) + success;
}
