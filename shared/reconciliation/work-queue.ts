import type { PaymentId } from '../kernel/identifiers.ts';
import type { TransactionKey } from '../payments/transaction.ts';
import type { Trigger } from './trigger.ts';

/** Work for `reconcile-payment`. `asOf`: decide as if it were at least that time, epoch milliseconds. */
export type ReconcileRequest =
  | { readonly of: 'payment'; readonly paymentId: PaymentId; readonly trigger: Trigger; readonly asOf?: number; readonly by?: string }
  /** Tries to find the payment of an unmatched transaction again; `attempt` counts the tries made. */
  | { readonly of: 'transaction'; readonly transaction: TransactionKey; readonly attempt: number; readonly asOf?: number }
  | { readonly of: 'attempt'; readonly checkoutRequestId: string; readonly attempt: number };

/** Work for `query-status`: ask M-Pesa how a payment stands. */
export interface StatusQueryRequest {
  readonly paymentId: PaymentId;
  readonly reason: 'stuck' | 'verify';
  readonly asOf?: number;
}

/** At least once, in any order. */
export interface WorkQueue<Work> {
  send(work: readonly Work[], delaySeconds?: number): Promise<void>;
}
