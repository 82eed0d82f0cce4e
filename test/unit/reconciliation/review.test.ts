import { describe, expect, it } from '@jest/globals';
import { checkoutRequestId, receipt } from '../../../shared/kernel/identifiers.ts';
import { days, minutes } from '../../../shared/kernel/time.ts';
import type { Review } from '../../../shared/reconciliation/decision.ts';
import { type Case, createdAt, decideCase } from '../../support/builders/a-case.ts';
import { aTransaction } from '../../support/builders/a-transaction.ts';
import { anAttempt } from '../../support/builders/an-attempt.ts';

const pushed = { checkoutRequestId: checkoutRequestId('ws_CO_1') };

/** As minutes of the payment's age. */
function reviewOf(of: Case): { after: number; ask: boolean } | undefined {
  const review: Review | undefined = decideCase(of).review;
  return review && { after: (review.at - createdAt) / minutes(1), ask: review.ask };
}
const askedAfter = (count: number) => ({ askedAt: createdAt + minutes(count) });

describe('a payment that M-Pesa has told nothing of', () => {
  it('is asked for after 5 minutes, and stays due until that is done', () => {
    for (const age of [0, 4, 5, 14, 15, 600]) {
      expect(reviewOf({ payment: pushed, ageMs: minutes(age) })).toEqual({ after: 5, ask: true });
    }
  });

  it('is looked at after 15 minutes if it was asked for, or cannot be', () => {
    expect(reviewOf({ payment: pushed, ageMs: minutes(12), more: askedAfter(12) })).toEqual({
      after: 15,
      ask: false,
    });
    expect(reviewOf({ ageMs: minutes(1) })).toEqual({ after: 15, ask: false });
    expect(reviewOf({ ageMs: minutes(15) })).toBeUndefined();
  });

  it('is asked for again with growing pauses', () => {
    const next = (asked: number) =>
      reviewOf({ payment: pushed, ageMs: minutes(asked), more: askedAfter(asked) });
    expect(next(6)).toEqual({ after: 11, ask: true });
    expect(next(20)).toEqual({ after: 35, ask: true });
    expect(next(35)).toEqual({ after: 65, ask: true });
    expect(next(3 * 1440)).toEqual({ after: 4 * 1440, ask: true });
  });

  it('is given up after 30 days', () => {
    expect(reviewOf({ payment: pushed, ageMs: minutes(5) + days(30) })).toEqual({ after: 5, ask: true });
    expect(reviewOf({ payment: pushed, ageMs: minutes(5) + days(30) + 1 })).toBeUndefined();
  });

  it('is asked for as well where the operator has completed it', () => {
    const payment = { status: 'completed' as const, mpesaReceipt: receipt('UJE6T1W9ZB') };
    expect(reviewOf({ payment })).toEqual({ after: 5, ask: true });
    expect(reviewOf({ payment, ageMs: minutes(20), more: { noSuchTransaction: true } })).toBeUndefined();
  });

  it.each(['failed', 'expired', 'refunded'] as const)('is left alone once it is %s', (status) => {
    expect(reviewOf({ payment: { ...pushed, status } })).toBeUndefined();
  });

  it('is left alone once M-Pesa said that it is final', () => {
    expect(
      reviewOf({ payment: pushed, ageMs: minutes(20), more: { noSuchTransaction: true } }),
    ).toBeUndefined();
    expect(reviewOf({ attempts: [anAttempt()] })).toBeUndefined();
  });

  it('is looked at again where time turns failed into expired', () => {
    const attempts = [anAttempt({ sources: ['stk-query'], failure: { code: '1037', reason: 'x' } })];
    expect(reviewOf({ attempts, ageMs: minutes(6) })).toEqual({ after: 15, ask: false });
    expect(reviewOf({ attempts, ageMs: minutes(15) })).toBeUndefined();
  });

  it('follows the times of the settings', () => {
    const settings = { askAfterMinutes: 1, pendingMinutes: 2 };
    expect(reviewOf({ payment: pushed, settings })).toEqual({ after: 1, ask: true });
    expect(reviewOf({ settings })).toEqual({ after: 2, ask: false });
  });
});

describe('a success', () => {
  const money = (own = {}) => [
    aTransaction({ occurredAt: createdAt, firstReceivedAt: createdAt + minutes(1), ...own }),
  ];

  it('is looked at when the operator should have noticed it', () => {
    expect(reviewOf({ transactions: money(), ageMs: minutes(2) })).toEqual({ after: 16, ask: false });
    expect(reviewOf({ transactions: money(), ageMs: minutes(16) })).toBeUndefined();
    expect(reviewOf({ transactions: money(), payment: { status: 'completed' } })).toBeUndefined();
  });

  it('of a large sum is verified at once, unless it is already', () => {
    const settings = { verifyFromAmountMinor: 150_000 };
    const completed = { payment: { status: 'completed' as const }, settings };
    expect(reviewOf({ ...completed, transactions: money() })).toEqual({ after: 1, ask: true });
    expect(reviewOf({ ...completed, transactions: money(), more: askedAfter(1) })).toEqual({
      after: 6,
      ask: true,
    });
    expect(reviewOf({ ...completed, transactions: money({ sources: ['status', 'c2b'] }) })).toBeUndefined();
    expect(
      reviewOf({ ...completed, settings: { verifyFromAmountMinor: 150_001 }, transactions: money() }),
    ).toBeUndefined();
  });

  it('without amount or receipt is asked for, even if the operator has given up', () => {
    const { amountMinor: _, ...withoutAmount } = aTransaction();
    for (const status of ['processing', 'failed'] as const) {
      expect(reviewOf({ payment: { status }, transactions: [withoutAmount], ageMs: minutes(20) })).toEqual({
        after: 5,
        ask: true,
      });
      const attempts = [anAttempt({ outcome: 'succeeded', sources: ['stk-query'] })];
      expect(reviewOf({ payment: { status }, attempts, ageMs: minutes(20) })).toEqual({
        after: 5,
        ask: true,
      });
    }
  });
});
