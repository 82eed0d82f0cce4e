import type { PaymentReconciled } from './payment-reconciled.ts';
import type { TransactionUnmatched } from './transaction-unmatched.ts';

/** What is told on the bus: something that happened, saved with its cause before it is published. */
export type Fact = PaymentReconciled | TransactionUnmatched;
