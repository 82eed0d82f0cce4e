import type { CheckoutRequestId } from '../kernel/identifiers.ts';
import type { Teller } from '../mpesa/hook.ts';
import type { HookDirectory } from '../payments/hook-directory.ts';
import type { Payment } from '../payments/payment.ts';
import { type AboutAttempt, reduceAttempt } from '../payments/reduce-attempt.ts';
import type { Received } from '../payments/reduce-transaction.ts';
import type { Attempt } from '../payments/transaction.ts';
import type { TransactionLedger } from '../payments/transaction-ledger.ts';
import type { ReconciliationRecord } from './reconciliation-ledger.ts';
import { isAnothers } from './whose-payment.ts';

export interface AttemptSources {
  readonly transactions: Pick<TransactionLedger, 'attemptNotices'>;
  readonly hooks: Pick<HookDirectory, 'shortcode'>;
}

/** All pushes that were ever for this payment: those that are linked, and the one that its document names now. */
export const attemptsOf = (
  payment: Payment,
  { attemptIds }: Pick<ReconciliationRecord, 'attemptIds'>,
): readonly CheckoutRequestId[] => [
  ...new Set([...attemptIds, ...(payment.checkoutRequestId ? [payment.checkoutRequestId] : [])]),
];

/** How those of them stand of which anything was told that counts: nothing does that came to another partner's URL. */
export async function readAttempts(
  { transactions, hooks }: AttemptSources,
  payment: Payment,
  record: Pick<ReconciliationRecord, 'attemptIds'>,
): Promise<readonly Attempt[]> {
  const ids = attemptsOf(payment, record);
  if (ids.length === 0) return [];
  const told = await transactions.attemptNotices(ids);
  const all = told.flat().map(tellerOf);
  const counts = async (received: Received<AboutAttempt>) =>
    (await isAnothers(hooks, payment, tellerOf(received), all)) ? [] : [received];
  const own = await Promise.all(told.map(async (notices) => (await Promise.all(notices.map(counts))).flat()));
  return ids.flatMap((id, at) => {
    const notices = own[at] ?? [];
    return notices.length === 0 ? [] : [reduceAttempt(id, notices)];
  });
}

const tellerOf = ({ notice: { shortcode }, toldBy }: Received<AboutAttempt>): Partial<Teller> => ({
  ...(shortcode && { shortcode }),
  ...(toldBy && { partnerId: toldBy }),
});
