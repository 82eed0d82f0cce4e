import type { CheckoutRequestId, PaymentId } from '../kernel/identifiers.ts';
import { maskPhone } from '../kernel/mask.ts';
import type { Teller } from '../mpesa/hook.ts';
import type { Payment } from '../payments/payment.ts';
import { checkoutRequestKey } from '../payments/payment-keys.ts';
import type { TransactionHead } from '../payments/transaction.ts';
import { assignTransaction } from './assign-transaction.ts';
import type { Cause } from './cause.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import { maskReference } from './payment-report.ts';
import { reconcilePayment } from './reconcile-payment.ts';
import { isAnothers } from './whose-payment.ts';
import type { ReconcileRequest } from './work-queue.ts';

const secondMs = 1_000;
/** When an unmatched notice is tried again, seconds after it came; afterwards the sweep does. SQS delays 15 minutes at most. */
const retryOffsetsSeconds = [2, 10, 60, 300, 900];

/** Decides about the payments that a transaction was found to affect; when it has none yet, asks for another try. */
export async function reconcileAffected(
  deps: ReconcileDependencies,
  head: TransactionHead,
  affected: readonly PaymentId[],
  cause: Cause,
  retry: boolean,
): Promise<void> {
  for (const paymentId of affected) await reconcilePayment(deps, paymentId, cause);
  if (affected.length > 0 || !retry || !isAwaited(head)) return;
  const transaction = { receipt: head.receipt, kind: head.kind };
  await sendRetry(deps, { of: 'transaction', transaction, attempt: 0 });
}

/** The index knows every push that a payment ever had, the database what was written a moment ago. */
async function paymentsOfAttempt(
  { index, payments }: Pick<ReconcileDependencies, 'index' | 'payments'>,
  id: CheckoutRequestId,
): Promise<readonly Payment[]> {
  const indexed = await payments.byIds(await index.paymentsUnder(checkoutRequestKey(id).key));
  return indexed.length > 0 ? indexed : payments.byClues({ checkoutRequestIds: [id] });
}

/** Another partner's payment, where no other than those of other partners bears the push. */
export async function foreignAttempt(
  deps: Pick<ReconcileDependencies, 'index' | 'payments' | 'hooks'>,
  id: CheckoutRequestId,
  teller: Teller,
): Promise<PaymentId | undefined> {
  const ownAmong = async (found: readonly Payment[]) =>
    (await Promise.all(found.map((payment) => isAnothers(deps.hooks, payment, teller)))).includes(false);
  const found = await paymentsOfAttempt(deps, id);
  const [first] = found;
  if (!first || (await ownAmong(found))) return undefined;
  // Its own may be too new for the index.
  const stored = await deps.payments.byClues({ checkoutRequestIds: [id] });
  return (await ownAmong(stored)) ? undefined : first.id;
}

/** Decides about the payment that this STK push was for; when there is none yet, asks for another try (if `retry`). */
export async function reconcileAttempt(
  deps: ReconcileDependencies,
  id: CheckoutRequestId,
  cause: Cause,
  retry: boolean,
): Promise<boolean> {
  const found = await paymentsOfAttempt(deps, id);
  for (const payment of found) {
    await deps.reconciliations.linkAttempt(payment.id, id);
    await reconcilePayment(deps, payment.id, cause);
  }
  if (found.length === 0 && retry)
    await sendRetry(deps, { of: 'attempt', checkoutRequestId: id, attempt: 0 });
  return found.length > 0;
}

const noticed: Cause = { trigger: 'notice_received' };

/** Tries again to find the payment of what was parked; tells people once when the grace period is over. */
export async function retryUnmatched(
  deps: ReconcileDependencies,
  request: Exclude<ReconcileRequest, { of: 'payment' }>,
): Promise<void> {
  const next = { ...request, attempt: request.attempt + 1 };
  if (request.of === 'attempt') {
    const found = await reconcileAttempt(deps, request.checkoutRequestId, noticed, false);
    if (!found) await sendRetry(deps, next);
    return;
  }
  const [head] = await deps.transactions.transactions([request.transaction]);
  if (!head) return;
  await reconcileAffected(deps, head, await assignTransaction(deps, head), noticed, false);
  const [after] = await deps.transactions.transactions([request.transaction]);
  if (!after || after.allocations.length > 0 || !isAwaited(after)) return;
  await tellAfterGrace(deps, after, Math.max(deps.clock(), request.asOf ?? 0));
  await sendRetry(deps, next);
}

const isAwaited = ({ kind, outcome }: TransactionHead): boolean =>
  (kind === 'payment' || kind === 'reversal') && outcome === 'succeeded';

async function sendRetry(
  deps: ReconcileDependencies,
  request: Exclude<ReconcileRequest, { of: 'payment' }>,
): Promise<void> {
  const offsets = [...new Set([...retryOffsetsSeconds, deps.settings.graceSeconds])]
    .filter((seconds) => seconds <= 900)
    .sort((a, b) => a - b);
  const at = offsets[request.attempt];
  if (at === undefined) return;
  await deps.requests.send([request], at - (offsets[request.attempt - 1] ?? 0));
}

async function tellAfterGrace(
  deps: ReconcileDependencies,
  head: TransactionHead,
  now: number,
): Promise<void> {
  const isOver = now - head.firstReceivedAt >= deps.settings.graceSeconds * secondMs;
  if (!isOver || head.kind !== 'payment' || head.toldUnmatchedAt !== undefined) return;
  const aggregate = `TX#${head.receipt}#${head.kind}`;
  const fact = {
    type: 'transaction.unmatched',
    schema: 1,
    id: `${aggregate}#unmatched`,
    aggregate,
    version: head.version + 1,
    at: now,
    data: {
      receipt: head.receipt,
      kind: head.kind,
      amountMinor: head.amountMinor ?? 0,
      currency: head.currency,
      firstReceivedAt: head.firstReceivedAt,
      ...(head.shortcode && { shortcode: head.shortcode }),
      ...(head.reference && { reference: maskReference(head.reference) }),
      ...(head.phone?.clear && { phone: maskPhone(head.phone.clear) }),
      ...(head.occurredAt !== undefined && { occurredAt: head.occurredAt }),
    },
  } as const;
  // The sweeper publishes it from the outbox within a minute: people are told late enough already.
  await deps.transactions.tellUnmatched(head, fact);
}
