import type { AlarmChanged } from './alarm-changed.ts';
import type { BalanceAlerted } from './balance-alerted.ts';
import type { BalancePollingStopped } from './balance-polling-stopped.ts';
import type { CredentialExpiring } from './credential-expiring.ts';
import type { PaymentReconciled } from './payment-reconciled.ts';
import type { RevenueFailed, RevenueReported } from './revenue-reported.ts';
import type { TransactionUnmatched } from './transaction-unmatched.ts';

/** What is told on the bus: something that happened, saved with its cause before it is published. */
export type Fact =
  | PaymentReconciled
  | TransactionUnmatched
  | BalanceAlerted
  | BalancePollingStopped
  | CredentialExpiring
  | RevenueReported
  | RevenueFailed
  | AlarmChanged;
