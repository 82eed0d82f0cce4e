export type ReconciliationStatus = 'pending' | 'matched' | 'discrepancy' | 'failed' | 'expired';
export type IssueType =
  | 'missing_transaction'
  | 'status_mismatch'
  | 'duplicate_payment'
  | 'amount_mismatch'
  | 'conflict';
export type Severity = 'high' | 'medium' | 'low';
/** How sure a match is: one unsigned channel · two channels · asked back (status, pull, statement). */
export type Assurance = 'notice' | 'corroborated' | 'verified';

export interface Issue {
  readonly type: IssueType;
  readonly severity: Severity;
  /** For a finance person: what is wrong, with the figures. */
  readonly message: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** The decision about one payment. */
export interface Decision {
  readonly status: ReconciliationStatus;
  readonly issues: readonly Issue[];
  readonly assurance?: Assurance;
  /** Why it failed or expired, in words. */
  readonly reason?: string;
  readonly amountExpectedMinor: number;
  /** Net of reversals and payouts back to the payer. */
  readonly amountReceivedMinor: number;
}

/** When time alone may change the decision, or M-Pesa should be asked; epoch milliseconds. */
export interface Review {
  readonly at: number;
  readonly ask: boolean;
}
