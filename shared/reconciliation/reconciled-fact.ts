import { factHead } from '../events/fact-head.ts';
import type { PaymentReconciled } from '../events/payment-reconciled.ts';
import type { AuditEvent } from './audit.ts';

/** What the bus is told of an audit event: one fact each, with the same version. */
export function factOf(event: AuditEvent): PaymentReconciled {
  const { paymentId, version, at, trigger, by, before, after } = event;
  const aggregate = `payment/${paymentId}`;
  return {
    type: 'payment.reconciled',
    ...factHead(aggregate, version),
    at,
    data: {
      paymentId,
      trigger,
      by,
      status: after.status,
      previousStatus: before?.status ?? 'pending',
      issues: [...after.issues],
      ...(after.assurance && { assurance: after.assurance }),
      ...(after.reason && { reason: after.reason }),
      amountExpectedMinor: after.amountExpectedMinor,
      amountReceivedMinor: after.amountReceivedMinor,
      currency: event.currency,
      receipts: [...new Set(event.transactions.map(({ receipt }) => receipt))],
      ...(event.partnerId && { partnerId: event.partnerId }),
      ...(event.shortcode && { shortcode: event.shortcode }),
      ...(event.fleetId && { fleetId: event.fleetId }),
    },
  };
}
