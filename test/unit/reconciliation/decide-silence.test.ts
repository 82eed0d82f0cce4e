import { describe, expect, it } from '@jest/globals';
import { checkoutRequestId } from '../../../shared/kernel/identifiers.ts';
import { minutes } from '../../../shared/kernel/time.ts';
import type { PaymentStatus } from '../../../shared/payments/payment.ts';
import type { Attempt } from '../../../shared/payments/transaction.ts';
import {
  aCase,
  type Case,
  createdAt,
  decideCase,
  inStatus,
  outcomeOf,
} from '../../support/builders/a-case.ts';
import { aTransaction } from '../../support/builders/a-transaction.ts';
import { anAttempt } from '../../support/builders/an-attempt.ts';

const justBefore = minutes(15) - 1;
const old = minutes(15);

describe('no evidence', () => {
  it.each<[PaymentStatus, number, string]>([
    ['pending', justBefore, 'pending'],
    ['pending', old, 'discrepancy missing_transaction:medium'],
    ['processing', justBefore, 'pending'],
    ['processing', old, 'discrepancy missing_transaction:medium'],
    ['completed', justBefore, 'pending'],
    ['completed', old, 'discrepancy missing_transaction:high'],
    ['failed', 0, 'failed'],
    ['failed', old, 'failed'],
    ['expired', 0, 'expired'],
    ['expired', old, 'expired'],
    ['refunded', 0, 'discrepancy status_mismatch:medium'],
    ['refunded', old, 'discrepancy status_mismatch:medium'],
  ])('%s, %d ms old: %s', (status, ageMs, outcome) => {
    expect(outcomeOf(inStatus(status, { ageMs }))).toBe(outcome);
  });

  it.each<[PaymentStatus, number, string]>([
    ['processing', justBefore, 'pending'],
    ['processing', old, 'expired'],
    ['pending', old, 'expired'],
    ['completed', old, 'discrepancy missing_transaction:high'],
  ])('and M-Pesa knows no such payment: %s, %d ms old: %s', (status, ageMs, outcome) => {
    expect(outcomeOf(inStatus(status, { ageMs, more: { noSuchTransaction: true } }))).toBe(outcome);
  });

  it.each([
    ['the last change, if there is no creation', { updatedAt: createdAt }, 0],
    ['when it was first seen, if there is neither', {}, createdAt],
  ])('counts the age from %s', (_, times, firstSeenAt) => {
    const { createdAt: _created, ...undated } = aCase({}).payment;
    const more = { payment: { ...undated, ...times }, firstSeenAt };
    expect(outcomeOf({ ageMs: justBefore, more })).toBe('pending');
    expect(outcomeOf({ ageMs: old, more })).toBe('discrepancy missing_transaction:medium');
  });
});

describe('failed attempts only', () => {
  const byQuery = (code: string): Attempt =>
    anAttempt({ sources: ['stk-query'], failure: { code, reason: `because ${code}` } });
  const cancelled = anAttempt();

  it.each<PaymentStatus>(['pending', 'processing', 'failed', 'expired'])(
    '%s has failed, with the reason',
    (status) => {
      for (const ageMs of [0, old]) {
        expect(decideCase(inStatus(status, { attempts: [cancelled], ageMs })).decision).toMatchObject({
          status: 'failed',
          issues: [],
          reason: 'The customer cancelled the request.',
        });
      }
    },
  );

  it('leaves a completed payment without its transaction', () => {
    expect(outcomeOf(inStatus('completed', { attempts: [cancelled], ageMs: justBefore }))).toBe('pending');
    expect(outcomeOf(inStatus('completed', { attempts: [cancelled], ageMs: old }))).toBe(
      'discrepancy missing_transaction:high',
    );
  });

  it.each<[string, Attempt, boolean, number, string]>([
    ['ran out, young', byQuery('1037'), false, justBefore, 'failed'],
    ['ran out, old', byQuery('1037'), false, old, 'expired'],
    ['expired, old', byQuery('1019'), false, old, 'expired'],
    ['cancelled, old', byQuery('1032'), false, old, 'failed'],
    ['cancelled, old, not known to M-Pesa', byQuery('1032'), true, old, 'expired'],
    ['ran out by callback, old', anAttempt({ failure: { code: '1037', reason: 'x' } }), false, old, 'failed'],
  ])('known by a query only: %s', (_, attempt, noSuchTransaction, ageMs, status) => {
    expect(outcomeOf({ attempts: [attempt], ageMs, more: { noSuchTransaction } })).toBe(status);
  });

  it('tells the reason of the newest that M-Pesa told by itself', () => {
    const attempts = [
      anAttempt({ firstReceivedAt: 1, failure: { code: '1', reason: 'older' } }),
      anAttempt({ firstReceivedAt: 2, failure: { code: '1', reason: 'newer' } }),
      { ...byQuery('1037'), firstReceivedAt: 3 },
    ];
    expect(decideCase({ attempts }).decision.reason).toBe('newer');
    expect(decideCase({ attempts: attempts.toReversed() }).decision.reason).toBe('newer');
  });

  it('is not all there is while another push is open', () => {
    const pending = anAttempt({ outcome: 'pending' });
    expect(outcomeOf({ attempts: [cancelled, pending] })).toBe('pending');
    expect(
      outcomeOf({ attempts: [cancelled], payment: { checkoutRequestId: checkoutRequestId('ws_CO_new') } }),
    ).toBe('pending');
    expect(
      outcomeOf({ attempts: [cancelled], payment: { checkoutRequestId: cancelled.checkoutRequestId } }),
    ).toBe('failed');
  });

  it('includes a transaction that M-Pesa says was declined, and one without a reason', () => {
    const failure = { code: 'Declined', reason: 'M-Pesa says that the transaction was declined.' };
    expect(
      decideCase({ transactions: [aTransaction({ outcome: 'failed', failure, sources: ['status'] })] })
        .decision,
    ).toMatchObject({
      status: 'failed',
      reason: failure.reason,
      amountReceivedMinor: 0,
    });
    expect(decideCase({ transactions: [aTransaction({ outcome: 'failed' })] }).decision.reason).toBe(
      'M-Pesa says that the payment failed.',
    );
  });

  it('does not weigh against money', () => {
    expect(outcomeOf({ attempts: [cancelled], transactions: [aTransaction()] })).toBe('matched');
  });
});

describe('success that is no money yet', () => {
  const { amountMinor: _, ...withoutAmount } = aTransaction({ sources: ['stk'] });
  const byQuery = anAttempt({ outcome: 'succeeded', sources: ['stk-query'] });

  it.each<[string, Case]>([
    ['without an amount', { transactions: [withoutAmount] }],
    ['without a receipt', { attempts: [byQuery] }],
    [
      'whose status is not final',
      { transactions: [aTransaction({ outcome: 'pending', sources: ['status'] })] },
    ],
  ])('%s is waited for', (name, facts) => {
    expect(outcomeOf({ ...facts, ageMs: justBefore })).toBe('pending');
    expect(outcomeOf({ ...facts, ageMs: old })).toBe('discrepancy missing_transaction:medium');
    const isConfirmed = name !== 'whose status is not final';
    const unknown = { ...facts, ageMs: old, more: { noSuchTransaction: true } };
    expect(outcomeOf(unknown)).toBe(isConfirmed ? 'discrepancy missing_transaction:medium' : 'expired');
    expect(outcomeOf(inStatus('failed', facts))).toBe(
      isConfirmed ? 'discrepancy status_mismatch:high' : 'failed',
    );
  });
});
