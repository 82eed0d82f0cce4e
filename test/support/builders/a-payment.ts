import { paymentId } from '../../../shared/kernel/identifiers.ts';
import type { Payment } from '../../../shared/payments/payment.ts';

/** A payment of KES 1,500 that the operator waits for; say only what matters to the test. */
export const aPayment = (own: Partial<Payment> = {}): Payment => ({
  id: paymentId('pay-1'),
  amountMinor: 150_000,
  currency: 'KES',
  status: 'processing',
  direction: 'in',
  ...own,
});
