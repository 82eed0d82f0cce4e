import type { Payment, PaymentStatus } from '../../../shared/payments/payment.ts';
import type { Attempt, Transaction } from '../../../shared/payments/transaction.ts';
import { decide } from '../../../shared/reconciliation/decide.ts';
import type { DecideInput } from '../../../shared/reconciliation/facts.ts';
import {
  type ReconciliationSettings,
  reconciliationSettings,
} from '../../../shared/reconciliation/settings.ts';
import { aPayment } from './a-payment.ts';

/** When the payment of a case was created. */
export const createdAt = Date.UTC(2026, 9, 14, 8);

export interface Case {
  readonly payment?: Partial<Payment>;
  readonly transactions?: readonly Transaction[];
  readonly attempts?: readonly Attempt[];
  /** Of the payment, now. */
  readonly ageMs?: number;
  readonly settings?: Partial<ReconciliationSettings>;
  readonly more?: Partial<DecideInput>;
}

/** The input of a decision: a payment created a minute ago, with the whole of each transaction given to it. */
export const aCase = ({
  payment,
  transactions = [],
  attempts = [],
  ageMs = 60_000,
  settings,
  more,
}: Case): DecideInput => ({
  payment: aPayment({ createdAt, ...payment }),
  transactions: transactions.map((transaction) => ({
    transaction,
    allocatedMinor: transaction.amountMinor ?? 0,
  })),
  attempts,
  firstSeenAt: createdAt,
  now: createdAt + ageMs,
  settings: { ...reconciliationSettings.parse({}), ...settings },
  ...more,
});

export const decideCase = (of: Case) => decide(aCase(of));

/** The decision in short: `matched`, `failed`, `discrepancy missing_transaction:high`, … */
export function outcomeOf(of: Case): string {
  const { decision } = decideCase(of);
  return [decision.status, ...decision.issues.map(({ type, severity }) => `${type}:${severity}`)].join(' ');
}

export const inStatus = (status: PaymentStatus, facts: Case): Case => ({
  ...facts,
  payment: { status, ...facts.payment },
});
