import type { BalanceAlerted } from '../../../shared/events/balance-alerted.ts';
import type { BalancePollingStopped } from '../../../shared/events/balance-polling-stopped.ts';
import type { CredentialExpiring } from '../../../shared/events/credential-expiring.ts';
import type { PaymentReconciled } from '../../../shared/events/payment-reconciled.ts';
import type { RevenueFailed, RevenueReported } from '../../../shared/events/revenue-reported.ts';
import type { SlackDestination } from '../../../shared/events/slack-destination.ts';
import type { TransactionUnmatched } from '../../../shared/events/transaction-unmatched.ts';

const envelope = (aggregate: string, version = 1) => ({
  schema: 1 as const,
  id: `${aggregate}#${version}`,
  aggregate,
  version,
  at: Date.UTC(2026, 10, 25, 9),
});

export const aDestination = (given: Partial<SlackDestination> = {}): SlackDestination => ({
  webhook: { secretId: 'salio/dev/partners/acme', path: 'slackWebhooks.600111' },
  channel: '#mpesa-alerts',
  ...given,
});

export const aBalanceAlert = (
  given: Partial<BalanceAlerted['data']> = {},
  aggregate = 'balance/600111',
): BalanceAlerted => ({
  type: 'balance.alerted',
  ...envelope(aggregate),
  data: {
    alertId: 'alert-1',
    alertType: 'low_balance',
    severity: 'critical',
    partnerId: 'acme',
    partnerName: 'Acme Buses',
    shortcode: '174379',
    account: 'Utility Account',
    currency: 'KES',
    balanceMinor: 99_000,
    previousBalanceMinor: 120_000,
    lowBalanceThresholdMinor: 100_000,
    slack: aDestination({ mentions: '@admin @finance' }),
    ...given,
  },
});

export const aPollingStop = (given: Partial<BalancePollingStopped['data']> = {}): BalancePollingStopped => ({
  type: 'balance.polling_stopped',
  ...envelope('initiator/acme'),
  data: {
    scope: 'initiator',
    partnerId: 'acme',
    partnerName: 'Acme Buses',
    shortcodes: ['600111', '174379'],
    code: '8006',
    reason: 'The security credential is locked.',
    resumeWith: 'POST /api/v1/balance-monitoring/configs/acme/600111/resume',
    slack: [aDestination()],
    ...given,
  },
});

export const anExpiringCredential = (
  given: Partial<CredentialExpiring['data']> = {},
): CredentialExpiring => ({
  type: 'credential.expiring',
  ...envelope('credential/acme'),
  data: {
    partnerId: 'acme',
    partnerName: 'Acme Buses',
    ageDays: 75,
    expiresOn: '2026-12-10',
    slack: [aDestination()],
    ...given,
  },
});

export const aDiscrepancy = (
  paymentId = 'pay-1',
  given: Partial<PaymentReconciled['data']> = {},
): PaymentReconciled => ({
  type: 'payment.reconciled',
  ...envelope(`payment/${paymentId}`),
  data: {
    paymentId,
    trigger: 'notice_received',
    by: 'system',
    status: 'discrepancy',
    previousStatus: 'pending',
    issues: [
      {
        type: 'amount_mismatch',
        severity: 'high',
        message: 'KES 1,500.00 was expected, KES 1,000.00 paid (UJE6T1W9ZB): KES 500.00 too little.',
      },
    ],
    amountExpectedMinor: 150_000,
    amountReceivedMinor: 100_000,
    currency: 'KES',
    receipts: ['UJE6T1W9ZB'],
    shortcode: '600111',
    ...given,
  },
});

export const anUnmatchedReceipt = (
  receipt = 'UJE6T1W9ZB',
  given: Partial<TransactionUnmatched['data']> = {},
): TransactionUnmatched => ({
  type: 'transaction.unmatched',
  ...envelope(`transaction/${receipt}#payment`),
  data: {
    receipt,
    kind: 'payment',
    amountMinor: 150_000,
    currency: 'KES',
    shortcode: '600111',
    reference: 'INV-00418',
    phone: '2547****0111',
    occurredAt: Date.UTC(2026, 10, 25, 8, 30),
    firstReceivedAt: Date.UTC(2026, 10, 25, 8, 31),
    ...given,
  },
});

export const aRevenueWindow = (
  given: Partial<RevenueReported['data']['windows'][number]> = {},
): RevenueReported['data']['windows'][number] => ({
  startAt: Date.UTC(2025, 4, 29, 12),
  endAt: Date.UTC(2025, 4, 29, 18),
  totalMinor: 4_575_000,
  count: 23,
  byUtility: [
    { name: 'IKEDC', totalMinor: 2_550_000, count: 14 },
    { name: 'EKEDC', totalMinor: 1_275_000, count: 6 },
    { name: 'AEDC', totalMinor: 750_000, count: 3 },
  ],
  unreadable: 0,
  isCountOnly: false,
  ...given,
});

export const aRevenueReport = (given: Partial<RevenueReported['data']> = {}): RevenueReported => ({
  type: 'revenue.reported',
  ...envelope('revenue/power/2025-05-29T12'),
  data: {
    report: 'power',
    currencySymbol: '₦',
    windows: [aRevenueWindow()],
    late: [],
    slack: { webhook: { secretId: 'transaction-alerts/slack-webhook', path: 'webhook_url' } },
    ...given,
  },
});

export const aFailedReport = (reason = 'MongoDB does not answer.'): RevenueFailed => ({
  type: 'revenue.failed',
  ...envelope('revenue/power/2025-05-29T12', 2),
  data: {
    report: 'power',
    window: { startAt: Date.UTC(2025, 4, 29, 12), endAt: Date.UTC(2025, 4, 29, 18) },
    reason,
    slack: { webhook: { secretId: 'transaction-alerts/slack-webhook', path: 'webhook_url' } },
  },
});
