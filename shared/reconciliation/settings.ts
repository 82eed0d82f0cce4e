import * as z from 'zod/mini';
import type { Severity } from './decision.ts';

/** What can be wrong with a payment, each with the severity it has unless a stage says otherwise. */
export const defaultSeverities = {
  missing_while_open: 'medium',
  missing_though_completed: 'high',
  open_though_paid: 'low',
  paid_though_failed: 'high',
  reversed_though_completed: 'high',
  refunded_without_return: 'medium',
  duplicate_payment: 'high',
  underpaid: 'medium',
  overpaid: 'low',
  far_off: 'high',
  other_currency: 'high',
  conflict: 'high',
} as const satisfies Record<string, Severity>;

export type SeverityRule = keyof typeof defaultSeverities;

const rules = Object.keys(defaultSeverities) as SeverityRule[];
const positive = (fallback: number) => z._default(z.number().check(z.positive()), fallback);
const count = (fallback: number) => z._default(z.int().check(z.positive()), fallback);

/** Times and limits of reconciliation, of a stage. Unknown fields are refused. */
export const reconciliationSettings = z.strictObject({
  /** How long a payment may go without evidence. */
  pendingMinutes: positive(15),
  /** From which age M-Pesa is asked. */
  askAfterMinutes: positive(5),
  /** How long the operator's system may take to notice a payment. */
  statusMismatchMinutes: positive(15),
  /** A sum off by this share of the amount, or more, is `far_off`. */
  highDifferencePercent: positive(10),
  /** A match of this amount or more is verified with M-Pesa; unset: none is. */
  verifyFromAmountMinor: z.optional(z.int().check(z.positive())),
  /** When people are told of an unmatched transaction. */
  graceSeconds: z._default(z.number().check(z.nonnegative()), 600),
  sweepBatchSize: count(10),
  severities: z._default(z.partialRecord(z.enum(rules), z.enum(['high', 'medium', 'low'])), {}),
});

export type ReconciliationSettings = z.infer<typeof reconciliationSettings>;
