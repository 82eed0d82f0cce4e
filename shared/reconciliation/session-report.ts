import { maskText } from '../kernel/mask.ts';
import { majorNumber } from '../kernel/money.ts';
import { iso } from '../kernel/time.ts';
import { issuesReport } from './issue-report.ts';
import { maskReference } from './payment-report.ts';
import type { Reconciled } from './reconcile-payment.ts';
import type { Trigger } from './trigger.ts';

/** What came of reconciling one payment, as it is told to the person who asked. */
export function sessionReport(reconciled: Reconciled, trigger: Trigger, now: number) {
  const { payment, state, transactions, processingMs } = reconciled;
  const { decision } = state;
  const paidBy = transactions.find(({ kind }) => kind === 'payment');
  const client = payment.payerName ?? paidBy?.payerName;
  return {
    sessionId: payment.id,
    status: decision.status,
    sessionDetails: {
      client: client === undefined ? null : maskText(client),
      staff: payment.staff === undefined ? null : maskText(payment.staff),
      amount: majorNumber(payment.amountMinor),
      currency: payment.currency,
      amountReceived: majorNumber(decision.amountReceivedMinor),
      transactionId: paidBy?.receipt ?? payment.mpesaReceipt ?? null,
      reference: payment.reference === undefined ? null : maskReference(payment.reference),
      reason: decision.reason ?? null,
    },
    issues: issuesReport(decision.issues),
    assurance: decision.assurance ?? null,
    reconciliationMetadata: { trigger, processingTime: processingMs, timestamp: iso(now) },
  };
}
