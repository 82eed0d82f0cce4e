import { receipt, shortcode } from '../../../shared/kernel/identifiers.ts';
import type { Transaction } from '../../../shared/payments/transaction.ts';

/** KES 1,500 that came by C2B; say only what matters to the test. */
export const aTransaction = (own: Partial<Transaction> = {}): Transaction => ({
  receipt: receipt('UJE6T1W9ZB'),
  kind: 'payment',
  direction: 'in',
  outcome: 'succeeded',
  currency: 'KES',
  amountMinor: 150_000,
  shortcode: shortcode('600111'),
  checkoutRequestIds: [],
  sources: ['c2b'],
  conflicts: [],
  firstReceivedAt: Date.UTC(2026, 9, 14, 8, 3, 6),
  ...own,
});

/** All of it given back to the payer. */
export const aReversal = (own: Partial<Transaction> = {}): Transaction =>
  aTransaction({
    receipt: receipt('UJEC8R2S4T'),
    kind: 'reversal',
    direction: 'out',
    reversesReceipt: receipt('UJE6T1W9ZB'),
    sources: ['status'],
    ...own,
  });

/** As an operator refunds: a payout of its own. */
export const aPayout = (own: Partial<Transaction> = {}): Transaction =>
  aTransaction({
    receipt: receipt('UJEB3N7P1Q'),
    kind: 'payout',
    direction: 'out',
    sources: ['status'],
    ...own,
  });
