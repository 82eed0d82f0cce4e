import { paymentId } from '../../../shared/kernel/identifiers.ts';
import type { ReconciliationState } from '../../../shared/reconciliation/reconciliation-ledger.ts';

/** The first decision: the payment waits for KES 1,500; say only what matters to the test. */
export const aReconciliationState = (own: Partial<ReconciliationState> = {}): ReconciliationState => ({
  paymentId: paymentId('pay-1'),
  decision: { status: 'pending', issues: [], amountExpectedMinor: 150_000, amountReceivedMinor: 0 },
  inputs: 'hash of all that was read',
  trigger: 'notice_received',
  decidedAt: Date.UTC(2026, 9, 14, 8, 3, 6),
  firstSeenAt: Date.UTC(2026, 9, 14, 8, 3, 6),
  version: 1,
  ...own,
});
