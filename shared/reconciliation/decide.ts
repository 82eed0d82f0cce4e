import { isByMpesa, isOpen, type Payment } from '../payments/payment.ts';
import { conflictIssues, deniedReceipts } from './conflict-issues.ts';
import type { Decision, Issue, Review } from './decision.ts';
import { type Evidence, gatherEvidence, hasMoney, type ReceivedMoney } from './evidence.ts';
import { type DecideInput, type Facts, isOld, noticeableAt } from './facts.ts';
import * as issues from './issues.ts';
import { reviewOf } from './review.ts';

type Verdict = Pick<Decision, 'status' | 'issues' | 'reason'>;

/**
 * Decides about one payment from all that is known of it at `now`. Total and pure: the same facts in any order give the same
 * decision. Sums are net of reversals and of payouts back to the payer.
 */
export function decide(input: DecideInput): { readonly decision: Decision; readonly review?: Review } {
  const { payment } = input;
  const evidence = gatherEvidence(payment, input.transactions, input.attempts);
  const createdAt = payment.createdAt ?? payment.updatedAt ?? input.firstSeenAt;
  const facts: Facts = { ...input, evidence, createdAt };
  const decision = decideAt(facts, input.now);
  const review = reviewOf(facts, decision, (at) => decideAt(facts, at));
  return { decision, ...(review && { review }) };
}

function decideAt(unaged: Facts, now: number): Decision {
  const facts = { ...unaged, now };
  const { payment, evidence, settings } = facts;
  const verdict = hasMoney(evidence) ? judgeMoney(facts) : judgeSilence(facts);
  const conflicts = [...conflictIssues(evidence.conflicting, settings), ...deniedReceipts(facts)];
  const status = conflicts.length > 0 ? 'discrepancy' : verdict.status;
  return {
    status,
    issues: [...verdict.issues, ...conflicts],
    ...(evidence.assurance && { assurance: evidence.assurance }),
    ...(status === verdict.status && verdict.reason !== undefined && { reason: verdict.reason }),
    amountExpectedMinor: payment.amountMinor,
    amountReceivedMinor: evidence.netMinor,
  };
}

const matched: Verdict = { status: 'matched', issues: [] };
const discrepancy = (...found: readonly Issue[]): Verdict => ({ status: 'discrepancy', issues: found });
const ended = (status: 'failed' | 'expired', reason: string): Verdict => ({ status, issues: [], reason });

/** No money was seen to move. */
function judgeSilence(facts: Facts): Verdict {
  const { payment, evidence } = facts;
  if (payment.status === 'refunded') return discrepancy(issues.refundedWithoutReturn(facts));
  const isClosed = payment.status === 'failed' || payment.status === 'expired';
  if (isClosed || isOpen(payment)) {
    const failure = judgeFailures(facts);
    if (failure) return failure;
  }
  const isConfirmed = evidence.withoutAmount.length > 0 || evidence.receiptIsMissing;
  if (isClosed && isConfirmed) return discrepancy(issues.paidThoughFailed(facts));
  if (isClosed) return ended(payment.status, `Marked as ${payment.status}; M-Pesa has told of no payment.`);
  if (!isByMpesa(payment) && !isConfirmed) {
    return ended('expired', `To be paid by ${payment.method}; no M-Pesa payment is expected.`);
  }
  if (!isOld(facts)) return { status: 'pending', issues: [] };
  if (isOpen(payment) && facts.noSuchTransaction && !isConfirmed)
    return ended('expired', 'M-Pesa knows no such payment.');
  return discrepancy(issues.missingTransaction(facts));
}

/** Expired without an answer of the customer's: final only with time, if nothing but a query says so. */
const ranOut = new Set(['1019', '1037']);

/** Failed attempts are all there is. What only a query told of a request that ran out is `expired` once it is old. */
function judgeFailures(facts: Facts): Verdict | undefined {
  const [failure] = facts.evidence.onlyFailures;
  if (!failure) return undefined;
  const hasRunOut = facts.noSuchTransaction || (failure.code !== undefined && ranOut.has(failure.code));
  const isExpired = !failure.toldByCallback && hasRunOut && isOld(facts);
  return ended(isExpired ? 'expired' : 'failed', failure.reason);
}

/** Money came, or went back. */
function judgeMoney(facts: Facts): Verdict {
  const { payment, evidence } = facts;
  const isReversed = evidence.netMinor <= 0;
  if (payment.status === 'refunded') return judgeRefund(facts);
  if (payment.status === 'completed') {
    return isReversed
      ? discrepancy(issues.reversedThoughCompleted(facts))
      : judgeSum(facts, evidence.netMinor);
  }
  if (isReversed) {
    return ended(payment.status === 'expired' ? 'expired' : 'failed', `${issues.returnedInWords(evidence)}.`);
  }
  const sum = judgeSum(facts, evidence.netMinor);
  if (!isOpen(payment)) return discrepancy(issues.paidThoughFailed(facts), ...sum.issues);
  return sum.status === 'matched' && facts.now >= noticeableAt(facts)
    ? { ...sum, issues: [issues.openThoughPaid(facts)] }
    : sum;
}

/** All returned settles it, whatever had been paid; of a part, what had been paid must be the amount. */
function judgeRefund(facts: Facts): Verdict {
  const { evidence } = facts;
  if (evidence.returnedMinor === 0) {
    return discrepancy(issues.refundedWithoutReturn(facts), ...judgeSum(facts, evidence.grossMinor).issues);
  }
  return evidence.netMinor <= 0 ? matched : judgeSum(facts, evidence.grossMinor);
}

function judgeSum(facts: Facts, paidMinor: number): Verdict {
  const { payment, evidence } = facts;
  if (payment.currency !== 'KES') return discrepancy(issues.otherCurrency(facts));
  if (paidMinor === payment.amountMinor) return matched;
  const kept = paidMinor > payment.amountMinor ? exactPayment(payment, evidence) : undefined;
  return discrepancy(kept ? issues.duplicatePayment(facts, kept) : issues.amountMismatch(facts, paidMinor));
}

/** The first of those that alone pay the amount, if there are others beside it: those are duplicates. */
function exactPayment({ amountMinor }: Payment, { received }: Evidence): ReceivedMoney | undefined {
  const left = received.filter((money) => money.amountMinor > 0);
  const at = ({ transaction }: ReceivedMoney) => transaction.occurredAt ?? transaction.firstReceivedAt;
  const [first] = left.filter((money) => money.amountMinor === amountMinor).toSorted((a, b) => at(a) - at(b));
  return left.length > 1 ? first : undefined;
}
