import { minutes } from '../kernel/time.ts';
import type { Payment } from '../payments/payment.ts';
import type { Attempt, Transaction } from '../payments/transaction.ts';
import type { Evidence, LinkedTransaction } from './evidence.ts';
import type { ReconciliationSettings } from './settings.ts';

export interface DecideInput {
  readonly payment: Payment;
  readonly transactions: readonly LinkedTransaction[];
  readonly attempts: readonly Attempt[];
  /** M-Pesa answered a query that it knows no such payment. */
  readonly noSuchTransaction?: boolean;
  /** The receipt, or CheckoutRequestID, that M-Pesa said it does not know when it was last asked. */
  readonly denied?: string;
  /** When M-Pesa was last asked about it; spaces out the questions. */
  readonly askedAt?: number;
  /** When we first saw the payment: its age, if the document has no times. */
  readonly firstSeenAt: number;
  readonly now: number;
  readonly settings: ReconciliationSettings;
}

/** The input with what follows from it. */
export interface Facts extends DecideInput {
  readonly evidence: Evidence;
  /** From when its age counts. */
  readonly createdAt: number;
}

/** From when on silence is no longer normal. */
export const oldAt = ({ createdAt, settings }: Facts): number => createdAt + minutes(settings.pendingMinutes);

export const isOld = (facts: Facts): boolean => facts.now >= oldAt(facts);

/** A fresh receipt may be unknown for a moment; from then on M-Pesa knows it, or never will. */
export const settledAt = (
  { firstReceivedAt }: Pick<Transaction, 'firstReceivedAt'>,
  { pendingMinutes }: ReconciliationSettings,
): number => firstReceivedAt + minutes(pendingMinutes);

/** By when the operator's system should have noticed the money: M-Pesa told it at the latest when it told us. */
export function noticeableAt({ evidence, settings }: Facts): number {
  const times = evidence.received.map(({ transaction }) =>
    Math.max(transaction.occurredAt ?? 0, transaction.firstReceivedAt),
  );
  return Math.max(...times) + minutes(settings.statusMismatchMinutes);
}
