import type { PaymentId } from '../kernel/identifiers.ts';
import type { TransactionNotice } from '../mpesa/notice.ts';
import { keysOfTransaction, receiptOfKey } from './payment-keys.ts';
import type { Received } from './reduce-transaction.ts';
import { reduceTransaction } from './reduce-transaction.ts';
import {
  type Allocation,
  type AllocationRule,
  allocationRules,
  type TransactionHead,
} from './transaction.ts';

const firstTryAfterMs = 15 * 60_000;

/** The head after these notices: what was allocated and told before stays. */
export function nextHead(
  before: TransactionHead | undefined,
  notices: readonly Received<TransactionNotice>[],
): TransactionHead {
  return {
    ...reduceTransaction(notices),
    allocations: before?.allocations ?? [],
    version: (before?.version ?? 0) + 1,
    ...(before?.toldUnmatchedAt !== undefined && { toldUnmatchedAt: before.toldUnmatchedAt }),
  };
}

/**
 * Keys under which the transaction waits: those of a stronger rule than what it was allocated by, all while it is not. By a
 * receipt as M-Pesa writes it, it is found without.
 */
export function waitingKeys(head: TransactionHead): readonly string[] {
  if (!isMoney(head)) return [];
  const weakest = Math.max(...head.allocations.map(({ rule }) => rank(rule)));
  const keys = keysOfTransaction(head).filter(
    ({ key, rule }) =>
      receiptOfKey(key) !== head.receipt && (head.allocations.length === 0 || rank(rule) < weakest),
  );
  return [...new Set(keys.map(({ key }) => key))];
}

/** What is kept beside a head: whether its shortcode expects payments, and while it waits for its payment when to try again, if ever. */
export interface Waiting {
  readonly expectsPayment: boolean;
  readonly dueAt?: number;
}

/** Whether a payment that is none of these has some of it. */
export const isGivenBeside = (
  { allocations }: TransactionHead,
  owners: readonly PaymentId[] | undefined,
): boolean => owners !== undefined && allocations.some(({ paymentId }) => !owners.includes(paymentId));

/** Somebody paid, a payment is expected to fit, and none has the money yet. */
export const isUnmatched = (
  head: TransactionHead,
  { expectsPayment }: Pick<Waiting, 'expectsPayment'>,
): boolean => expectsPayment && isMoney(head) && head.kind === 'payment' && head.allocations.length === 0;

/** It is tried again until it has its payment: money, and a reversal that came before what it reverses. */
const isWaiting = (head: TransactionHead, beside: Pick<Waiting, 'expectsPayment'>): boolean =>
  isUnmatched(head, beside) || (isMoney(head) && head.kind === 'reversal' && head.allocations.length === 0);

/** The next try stays as it is while a head waits; one that has just become so is first tried after 15 minutes. */
export function nextWaiting(
  after: TransactionHead,
  before: { readonly head: TransactionHead; readonly waiting: Waiting } | undefined,
  expectsPaymentNow: boolean,
): Waiting {
  // Either notice of a receipt may be the one whose shortcode is listed: their order must not matter.
  const expectsPayment = expectsPaymentNow || (before?.waiting.expectsPayment ?? false);
  if (!isWaiting(after, { expectsPayment })) return { expectsPayment };
  if (!before || !isWaiting(before.head, before.waiting)) {
    return { expectsPayment, dueAt: after.firstReceivedAt + firstTryAfterMs };
  }
  const { dueAt } = before.waiting;
  return { expectsPayment, ...(dueAt !== undefined && { dueAt }) };
}

/** What each payment has of the transaction, with the strongest rule that gave it. */
export function sharesOf(
  allocations: readonly Allocation[],
): ReadonlyMap<PaymentId, Omit<Allocation, 'paymentId'>> {
  const shares = new Map<PaymentId, Omit<Allocation, 'paymentId'>>();
  for (const { paymentId, amountMinor, rule } of allocations) {
    const share = shares.get(paymentId);
    shares.set(paymentId, {
      amountMinor: amountMinor + (share?.amountMinor ?? 0),
      rule: share && rank(share.rule) < rank(rule) ? share.rule : rule,
    });
  }
  return shares;
}

/** Throws when more would be allocated than there is, or nothing: then the plan is wrong. */
export function assertWithinAmount(head: TransactionHead, allocations: readonly Allocation[]): void {
  const sumMinor = allocations.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const isWhole = allocations.every(
    ({ amountMinor }) => Number.isSafeInteger(amountMinor) && amountMinor > 0,
  );
  if (isWhole && sumMinor <= (head.amountMinor ?? 0)) return;
  throw new Error(
    `allocations of ${head.kind} ${head.receipt} sum up to ${sumMinor}, each must be above 0 and all at most ${head.amountMinor ?? 0}`,
  );
}

const isMoney = (head: TransactionHead): boolean =>
  head.outcome === 'succeeded' && head.amountMinor !== undefined;
const rank = (rule: AllocationRule): number => allocationRules.indexOf(rule);
