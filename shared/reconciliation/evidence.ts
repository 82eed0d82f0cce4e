import type { Payment } from '../payments/payment.ts';
import type { Attempt, Transaction } from '../payments/transaction.ts';
import type { Assurance } from './decision.ts';

/** A transaction with what of it belongs to the payment. */
export interface LinkedTransaction {
  readonly transaction: Transaction;
  readonly allocatedMinor: number;
}

/** Money that went the payment's way. */
export interface ReceivedMoney {
  readonly transaction: Transaction;
  /** What is left of it after its own reversal. */
  readonly amountMinor: number;
}

export interface FailedAttempt {
  readonly code?: string;
  readonly reason: string;
  /** M-Pesa told it by itself; a query's answer alone has been seen to be wrong. */
  readonly toldByCallback: boolean;
  readonly at: number;
}

/** What M-Pesa has told of one payment, added up. */
export interface Evidence {
  readonly received: readonly ReceivedMoney[];
  readonly returned: readonly Transaction[];
  readonly grossMinor: number;
  readonly returnedMinor: number;
  /** Gross minus returned. */
  readonly netMinor: number;
  /** Succeeded, but nobody told the amount yet: that is not money yet. */
  readonly withoutAmount: readonly Transaction[];
  /** M-Pesa says that a push was paid, and its receipt is still to come. */
  readonly receiptIsMissing: boolean;
  /** Most believable first. Empty unless failures are all there is. */
  readonly onlyFailures: readonly FailedAttempt[];
  readonly assurance?: Assurance;
  readonly conflicting: readonly Transaction[];
}

export const hasMoney = (evidence: Evidence): boolean =>
  evidence.grossMinor > 0 || evidence.returnedMinor > 0;

/** Adds up what is linked to the payment. The order of transactions and attempts does not matter. */
export function gatherEvidence(
  payment: Payment,
  linked: readonly LinkedTransaction[],
  attempts: readonly Attempt[],
): Evidence {
  const relevant = linked.filter(isEvidence).toSorted(byReceipt);
  const succeeded = relevant.filter(({ transaction }) => transaction.outcome === 'succeeded');
  const goesBack = ({ transaction }: LinkedTransaction) =>
    transaction.kind === 'reversal' || transaction.direction !== payment.direction;
  const there = succeeded.filter((link) => !goesBack(link));
  const back = succeeded.filter(goesBack).filter((link) => given(link) > 0);

  const paid = there.filter((link) => given(link) > 0);
  const grossMinor = sum(paid.map(given));
  const returnedMinor = sum(back.map(given));
  const received = paid.map((link) => ({
    transaction: link.transaction,
    amountMinor: remaining(link, back),
  }));
  const assurance = weakestAssurance(received);
  const withoutAmount = there
    .filter(({ transaction }) => transaction.amountMinor === undefined)
    .map(({ transaction }) => transaction);
  return {
    received,
    returned: back.map(({ transaction }) => transaction),
    grossMinor,
    returnedMinor,
    netMinor: grossMinor - returnedMinor,
    withoutAmount,
    receiptIsMissing: attempts.some(({ outcome }) => outcome === 'succeeded'),
    onlyFailures: hasUnansweredPush(payment, attempts) ? [] : collectFailures(relevant, attempts),
    ...(assurance && { assurance }),
    conflicting: relevant
      .map(({ transaction }) => transaction)
      .filter(({ conflicts }) => conflicts.length > 0),
  };
}

/** Charges and the operator's own sweeps say nothing about a payment. */
const isEvidence = ({ transaction: { kind } }: LinkedTransaction): boolean =>
  kind === 'payment' || kind === 'payout' || kind === 'reversal';

const given = ({ transaction, allocatedMinor }: LinkedTransaction): number =>
  Math.max(0, Math.min(allocatedMinor, transaction.amountMinor ?? 0));

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

function remaining(link: LinkedTransaction, back: readonly LinkedTransaction[]): number {
  const reversals = back.filter(
    ({ transaction }) => transaction.reversesReceipt === link.transaction.receipt,
  );
  return Math.max(0, given(link) - sum(reversals.map(given)));
}

function byReceipt(a: LinkedTransaction, b: LinkedTransaction): number {
  const key = ({ transaction }: LinkedTransaction) => `${transaction.receipt}#${transaction.kind}`;
  return key(a) < key(b) ? -1 : 1;
}

/** A chain is as strong as its weakest receipt; what was paid back in full no longer counts. */
function weakestAssurance(received: readonly ReceivedMoney[]): Assurance | undefined {
  const levels = received
    .filter(({ amountMinor }) => amountMinor > 0)
    .map(({ transaction }) => assuranceOf(transaction));
  return (['notice', 'corroborated', 'verified'] as const).find((level) => levels.includes(level));
}

function assuranceOf({ sources }: Transaction): Assurance {
  if (sources.some((source) => source === 'status' || source === 'pull' || source === 'statement'))
    return 'verified';
  return new Set(sources).size > 1 ? 'corroborated' : 'notice';
}

/** The operator pushed again after a failure: the new push is still open. */
const hasUnansweredPush = ({ checkoutRequestId: id }: Payment, attempts: readonly Attempt[]): boolean =>
  id !== undefined && !attempts.some((attempt) => attempt.checkoutRequestId === id);

function collectFailures(
  linked: readonly LinkedTransaction[],
  attempts: readonly Attempt[],
): readonly FailedAttempt[] {
  const everything = [...linked.map(({ transaction }) => transaction), ...attempts];
  if (everything.some(({ outcome }) => outcome !== 'failed')) return [];
  return everything
    .map(({ failure, sources, firstReceivedAt }) => ({
      ...(failure && { code: failure.code }),
      reason: failure?.reason ?? 'M-Pesa says that the payment failed.',
      toldByCallback: sources.some((source) => source !== 'stk-query'),
      at: firstReceivedAt,
    }))
    .toSorted(mostBelievableFirst);
}

function mostBelievableFirst(a: FailedAttempt, b: FailedAttempt): number {
  return Number(b.toldByCallback) - Number(a.toldByCallback) || b.at - a.at || (a.reason < b.reason ? -1 : 1);
}
