import type { Payment } from '../payments/payment.ts';
import { receiptNamedBy } from '../payments/payment-keys.ts';
import type { Attempt } from '../payments/transaction.ts';

/** When M-Pesa was last asked for a payment's sake, about what, and whether it answered that it knows none such. */
export interface AskedState {
  readonly at: number;
  readonly noSuchTransaction: boolean;
  /** The CheckoutRequestID or receipt that was asked about; absent where there was nothing to ask about. */
  readonly about?: string;
}

/** The later question counts; of two answers to the same one, the one that knows more. */
export function laterAsked(
  before: AskedState | undefined,
  now: AskedState | undefined,
): AskedState | undefined {
  if (!before || !now) return now ?? before;
  if (now.at !== before.at) return now.at > before.at ? now : before;
  return now.noSuchTransaction ? now : before;
}

/** M-Pesa knows nothing of what the payment waits for now; an earlier push of the payment's says nothing about this one. */
export function isUnknownToMpesa(
  asked: AskedState | undefined,
  payment: Payment,
  attempts: readonly Attempt[],
): boolean {
  if (!asked?.noSuchTransaction || asked.about === undefined) return false;
  const { checkoutRequestId } = payment;
  const receipts = attempts.flatMap((attempt) =>
    attempt.checkoutRequestId === checkoutRequestId && attempt.receipt ? [attempt.receipt] : [],
  );
  const current: readonly (string | undefined)[] = [checkoutRequestId, receiptNamedBy(payment), ...receipts];
  return current.includes(asked.about);
}
