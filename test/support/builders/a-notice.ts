import { checkoutRequestId, receipt, shortcode } from '../../../shared/kernel/identifiers.ts';
import type { AttemptNotice, TransactionNotice } from '../../../shared/mpesa/notice.ts';

/** KES 1,500 told by a C2B confirmation; say only what matters to the test. */
export const aTransactionNotice = (own: Partial<TransactionNotice> = {}): TransactionNotice => ({
  about: 'transaction',
  channel: 'c2b',
  receipt: receipt('UJE6T1W9ZB'),
  kind: 'payment',
  direction: 'in',
  outcome: 'succeeded',
  currency: 'KES',
  amountMinor: 150_000,
  shortcode: shortcode('600111'),
  ...own,
});

/** A push that the customer cancelled. */
export const anAttemptNotice = (own: Partial<AttemptNotice> = {}): AttemptNotice => ({
  about: 'attempt',
  channel: 'stk',
  checkoutRequestId: checkoutRequestId('ws_CO_14102026101530123700000111'),
  outcome: 'failed',
  failure: { code: '1032', reason: 'The customer cancelled the request.' },
  ...own,
});
