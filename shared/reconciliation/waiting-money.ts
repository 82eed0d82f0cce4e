import type { TransactionLedger } from '../payments/transaction-ledger.ts';

export interface WaitingMoney {
  /** Counted up to 500. */
  readonly count: number;
  /** Of the one that came first; 0 when none waits. */
  readonly oldestSeconds: number;
}

/** So many are looked at: more of them wake nobody twice. */
const limit = 500;

/** How much money waits for its payment, whether its next try is due or not. */
export async function waitingMoney(
  transactions: Pick<TransactionLedger, 'dueUnmatched'>,
  now: number,
): Promise<WaitingMoney> {
  const heads = await transactions.dueUnmatched(Number.MAX_SAFE_INTEGER, limit);
  const first = heads.reduce((least, { firstReceivedAt }) => Math.min(least, firstReceivedAt), now);
  return { count: heads.length, oldestSeconds: Math.round((now - first) / 1_000) };
}
