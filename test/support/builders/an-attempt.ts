import { checkoutRequestId } from '../../../shared/kernel/identifiers.ts';
import type { Attempt } from '../../../shared/payments/transaction.ts';

/** An STK push that the customer cancelled; say only what matters to the test. */
export const anAttempt = (own: Partial<Attempt> = {}): Attempt => ({
  checkoutRequestId: checkoutRequestId('ws_CO_14102026101530123700000111'),
  outcome: 'failed',
  failure: { code: '1032', reason: 'The customer cancelled the request.' },
  sources: ['stk'],
  firstReceivedAt: Date.UTC(2026, 9, 14, 7, 16),
  ...own,
});
