import type { PaymentId } from '../kernel/identifiers.ts';
import type { WorkQueue } from '../kernel/work-queue.ts';
import { acceptCallback, type Callback, quarantineCallback, type Refusal } from '../mpesa/callback.ts';
import type { Hook } from '../mpesa/hook.ts';
import { type InitiatorGate, type Verdict, verdictOn } from '../mpesa/initiator-gate.ts';
import type { AttemptNotice, QueryNotice, TransactionNotice } from '../mpesa/notice.ts';
import type { Quarantine, QuarantineReason } from '../mpesa/quarantine.ts';
import { type Forward, forwardId, forwardTargetOf } from '../payments/forward.ts';
import type { StatusQueryLog } from '../payments/status-query-log.ts';
import type { KeptNotice } from '../payments/transaction-ledger.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import { assignByStrongerKeys, placeTransaction } from './place-transaction.ts';
import { type ReadCallback, readCallback } from './read-callback.ts';
import { foreignAttempt, reconcileAffected, reconcileAttempt } from './reconcile-notice.ts';
import { reconcilePayment } from './reconcile-payment.ts';
import { isAnothers } from './whose-payment.ts';

export interface ReceiveDependencies extends ReconcileDependencies {
  readonly quarantine: Quarantine;
  readonly statusQueryLog: StatusQueryLog;
  /** Posts on to the operator what it wants to have. */
  readonly forwards: WorkQueue<Forward>;
  /** Told what the answer to a status query says of the credential that it was asked with. */
  readonly gate: Pick<InitiatorGate, 'settle'>;
}

/** M-Pesa's answer to a status query about a receipt that it does not have. */
const unknownReceipt = '2032';

/**
 * Takes one callback to its end: kept and reconciled, parked until its payment is known, or put into quarantine with
 * the reason. Safe to repeat any number of times. Throws when a store cannot be reached.
 */
export async function receiveCallback(
  deps: ReceiveDependencies,
  callback: Callback,
): Promise<'accepted' | QuarantineReason> {
  const read = await readCallback(deps.hooks, callback);
  if (!read.ok) return quarantineCallback(deps.quarantine, callback, read.error);
  const { hook, notices } = read.value;
  // The stop of a refused operator must not wait for anything.
  if (callback.queryId !== undefined) await deps.gate.settle(callback.queryId, verdictOf(notices));
  for (const kept of notices) {
    const refusal = await act(deps, kept, hook, callback);
    if (refusal) return quarantineCallback(deps.quarantine, callback, refusal);
  }
  await forward(deps, callback, read.value);
  return acceptCallback(deps.quarantine, callback);
}

/** Kept first: what is posted on is what was accepted. A crash before it is delivered again and comes by here once more. */
async function forward(
  { hooks, forwards }: ReceiveDependencies,
  { channel, body }: Callback,
  { hook, notices: [first], bodyHash }: ReadCallback,
): Promise<void> {
  const to = forwardTargetOf(channel);
  if (!to || !first) return;
  const { notice } = first;
  const named = notice.about === 'transaction' && notice.shortcode ? notice.shortcode : hook.shortcode;
  const { partnerId, forwardTo } = (await hooks.shortcode(named)) ?? {};
  if (!partnerId || !forwardTo?.[to]) return;
  await forwards.send([{ id: forwardId(to, named, bodyHash), partnerId, shortcode: named, to, body }]);
}

function verdictOf(answer: readonly KeptNotice[]): Verdict {
  const [first] = answer.map(({ notice }) => notice);
  if (first?.about !== 'query') return { kind: 'accepted' };
  return first.outcome === 'timeout' ? { kind: 'unknown' } : verdictOn(first.failure?.code ?? '');
}

async function act(
  deps: ReceiveDependencies,
  kept: KeptNotice,
  hook: Hook,
  { isRedelivered, replay }: Callback,
): Promise<Refusal | undefined> {
  const { notice } = kept;
  const replayed = replay && { replayed: { by: replay.by, why: replay.why } };
  switch (notice.about) {
    case 'transaction': {
      const listed = notice.shortcode && (await deps.hooks.shortcode(notice.shortcode));
      const expectsPayment = listed ? listed.expectsPayments : true;
      const placed = await placeTransaction(deps, kept as KeptNotice<TransactionNotice>, expectsPayment);
      if (!placed.ok) return anothers(placed.error);
      const { value, affected, isNew, isGiven } = placed.value;
      const trigger = notice.channel === 'status' ? 'status_queried' : 'notice_received';
      const retry = expectsPayment && (isNew || isRedelivered);
      const cause = { trigger, ...replayed } as const;
      const [moved] = await Promise.all([
        isGiven ? assignByStrongerKeys(deps, value) : [],
        reconcileAffected(deps, value, affected, cause, retry),
      ]);
      await reconcileAffected(deps, value, moved, cause, false);
      return undefined;
    }
    case 'attempt': {
      const foreign = await foreignAttempt(deps, notice.checkoutRequestId, hook);
      if (foreign) return anothers(foreign);
      const { isNew } = await deps.transactions.recordAttempt(kept as KeptNotice<AttemptNotice>);
      const cause = { trigger: 'notice_received', ...replayed } as const;
      await reconcileAttempt(deps, notice.checkoutRequestId, cause, isNew || isRedelivered);
      return undefined;
    }
    case 'query': {
      const query = await deps.statusQueryLog.get(notice.queryId);
      if (query?.paymentId && (await isAnothers(deps.hooks, query, hook))) {
        return anothers(query.paymentId);
      }
      await deps.transactions.recordQuery(kept as KeptNotice<QueryNotice>);
      if (!query?.paymentId) return undefined;
      const noSuchTransaction = notice.failure?.code === unknownReceipt;
      const asked = { at: query.askedAt, noSuchTransaction, about: query.receipt };
      await reconcilePayment(deps, query.paymentId, { trigger: 'status_queried', asked, ...replayed });
      return undefined;
    }
  }
}

const anothers = (paymentId: PaymentId): Refusal => ({
  reason: 'shortcode_mismatch',
  message: `what the body names is payment ${paymentId}, whose shortcode is another partner's than the URL's`,
});
