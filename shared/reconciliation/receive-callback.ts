import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import type { PaymentId } from '../kernel/identifiers.ts';
import type { AttemptNotice, QueryNotice, TransactionNotice } from '../mpesa/notice.ts';
import { maskSecretText, removeSecrets } from '../mpesa/remove-secrets.ts';
import type { Hook } from '../payments/hook-directory.ts';
import type { Quarantine, QuarantineReason } from '../payments/quarantine.ts';
import type { StatusQueryLog } from '../payments/status-query-log.ts';
import type { KeptNotice } from '../payments/transaction-ledger.ts';
import { placeTransaction } from './assign-transaction.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import { type Callback, type Refusal, readCallback } from './read-callback.ts';
import { paymentsOfAttempt, reconcileAffected, reconcileAttempt } from './reconcile-notice.ts';
import { reconcilePayment } from './reconcile-payment.ts';
import { isAnothers } from './whose-payment.ts';

export interface ReceiveDependencies extends ReconcileDependencies {
  readonly quarantine: Quarantine;
  readonly statusQueryLog: StatusQueryLog;
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
  const tokenSha256 = sha256(callback.token);
  const read = await readCallback(deps.hooks, callback, tokenSha256);
  if (!read.ok) return refuseCallback(deps, callback, tokenSha256, read.error);
  const { hook, notices } = read.value;
  for (const kept of notices) {
    const refusal = await act(deps, kept, hook, callback.isRedelivered);
    if (refusal) return refuseCallback(deps, callback, tokenSha256, refusal);
  }
  return 'accepted';
}

async function refuseCallback(
  deps: ReceiveDependencies,
  callback: Callback,
  tokenSha256: string,
  refusal: Refusal,
): Promise<QuarantineReason> {
  const { channel, body, queryId, sourceIp, requestId, receivedAt } = callback;
  await deps.quarantine.put({
    ...refusal,
    channel,
    body: withoutSecrets(body),
    tokenSha256,
    requestId,
    receivedAt,
    ...(queryId !== undefined && { queryId }),
    ...(sourceIp !== undefined && { sourceIp }),
  });
  return refusal.reason;
}

/** As it came, unless it holds what must not be kept: M-Pesa posts our own requests back, credential and all. */
function withoutSecrets(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    const clean = removeSecrets(value);
    return canonicalJson(clean) === canonicalJson(value) ? body : JSON.stringify(clean);
  } catch {
    return maskSecretText(body);
  }
}

async function act(
  deps: ReceiveDependencies,
  kept: KeptNotice,
  hook: Hook,
  isRedelivered: boolean,
): Promise<Refusal | undefined> {
  const { notice } = kept;
  switch (notice.about) {
    case 'transaction': {
      const listed = notice.shortcode && (await deps.hooks.shortcode(notice.shortcode));
      const expectsPayment = listed ? listed.expectsPayments : true;
      const placed = await placeTransaction(deps, kept as KeptNotice<TransactionNotice>, expectsPayment);
      if (!placed.ok) return anothers(placed.error);
      const { value, affected, isNew } = placed.value;
      const trigger = notice.channel === 'status' ? 'status_queried' : 'notice_received';
      await reconcileAffected(deps, value, affected, trigger, expectsPayment && (isNew || isRedelivered));
      return undefined;
    }
    case 'attempt': {
      const found = await paymentsOfAttempt(deps, notice.checkoutRequestId);
      for (const payment of found) {
        if (await isAnothers(deps.hooks, payment, hook.shortcode)) return anothers(payment.id);
      }
      const { isNew } = await deps.transactions.recordAttempt(kept as KeptNotice<AttemptNotice>);
      await reconcileAttempt(deps, notice.checkoutRequestId, 'notice_received', isNew || isRedelivered);
      return undefined;
    }
    case 'query': {
      await deps.transactions.recordQuery(kept as KeptNotice<QueryNotice>);
      const query = await deps.statusQueryLog.get(notice.queryId);
      if (!query?.paymentId) return undefined;
      const noSuchTransaction = notice.failure?.code === unknownReceipt;
      const asked = { at: query.askedAt, noSuchTransaction, about: query.receipt };
      await reconcilePayment(deps, query.paymentId, { trigger: 'status_queried', asked });
      return undefined;
    }
  }
}

const anothers = (paymentId: PaymentId): Refusal => ({
  reason: 'shortcode_mismatch',
  message: `what the body names is payment ${paymentId}, whose shortcode is another partner's than the URL's`,
});
