import type { CheckoutRequestId } from '../kernel/identifiers.ts';
import type { Payment } from '../payments/payment.ts';
import type { ReconciliationRecord } from './reconciliation-ledger.ts';

/** All pushes that were ever for this payment: those that are linked, and the one that its document names now. */
export const attemptsOf = (
  payment: Payment,
  { attemptIds }: Pick<ReconciliationRecord, 'attemptIds'>,
): readonly CheckoutRequestId[] => [
  ...new Set([...attemptIds, ...(payment.checkoutRequestId ? [payment.checkoutRequestId] : [])]),
];
