import { describe, expect, it } from '@jest/globals';
import { receipt } from '../../../shared/kernel/identifiers.ts';
import { minutes } from '../../../shared/kernel/time.ts';
import { type PaymentStatus, paymentStatuses } from '../../../shared/payments/payment.ts';
import type { Transaction } from '../../../shared/payments/transaction.ts';
import { createdAt, decideCase, inStatus, outcomeOf } from '../../support/builders/a-case.ts';
import { aPayout, aReversal, aTransaction } from '../../support/builders/a-transaction.ts';

const paid = (minor: number, name = 'UJE6T1W9ZB', own: Partial<Transaction> = {}) =>
  aTransaction({
    receipt: receipt(name),
    amountMinor: minor,
    occurredAt: createdAt,
    firstReceivedAt: createdAt + 30_000,
    ...own,
  });

const justBefore = minutes(15) - 1;
const old = minutes(15);
const open: PaymentStatus[] = ['pending', 'processing'];
const conflicting = aTransaction({
  conflicts: [
    {
      field: 'amount',
      values: [
        { channel: 'stk', value: '1' },
        { channel: 'c2b', value: '150000' },
      ],
    },
  ],
});

describe('a success of the whole amount', () => {
  it.each(open)('%s is matched, and low status_mismatch if unchanged after 15 minutes', (status) => {
    const transactions = [paid(150_000)];
    expect(outcomeOf(inStatus(status, { transactions, ageMs: 30_000 + justBefore }))).toBe('matched');
    expect(outcomeOf(inStatus(status, { transactions, ageMs: 30_000 + old }))).toBe(
      'matched status_mismatch:low',
    );
  });

  it.each([
    ['M-Pesa told it, if that was later than it happened', createdAt, createdAt + minutes(1)],
    ['it happened, if clocks differ', createdAt + minutes(1), createdAt],
    ['M-Pesa told it, if it told no time', undefined, createdAt + minutes(1)],
  ])('counts these 15 minutes from when %s', (_, occurredAt, firstReceivedAt) => {
    const { occurredAt: _own, ...untimed } = paid(150_000);
    const transactions = [{ ...untimed, ...(occurredAt !== undefined && { occurredAt }), firstReceivedAt }];
    expect(outcomeOf({ transactions, ageMs: minutes(16) - 1 })).toBe('matched');
    expect(outcomeOf({ transactions, ageMs: minutes(16) })).toBe('matched status_mismatch:low');
  });

  it('completed is matched', () =>
    expect(outcomeOf(inStatus('completed', { transactions: [paid(150_000)], ageMs: old }))).toBe('matched'));

  it.each<PaymentStatus>(['failed', 'expired'])('%s is a discrepancy', (status) => {
    expect(outcomeOf(inStatus(status, { transactions: [paid(150_000)] }))).toBe(
      'discrepancy status_mismatch:high',
    );
  });

  it('refunded, but nothing went back, is a discrepancy', () => {
    expect(outcomeOf(inStatus('refunded', { transactions: [paid(150_000)] }))).toBe(
      'discrepancy status_mismatch:medium',
    );
  });

  it.each<PaymentStatus>(['pending', 'completed'])('in several receipts: %s is matched', (status) => {
    expect(outcomeOf(inStatus(status, { transactions: [paid(50_000, 'A'), paid(100_000, 'B')] }))).toBe(
      'matched',
    );
  });
});

describe('another sum', () => {
  it.each<[string, readonly number[], string]>([
    ['a cent under', [149_999], 'amount_mismatch:medium'],
    ['just less than 10 % under', [135_001], 'amount_mismatch:medium'],
    ['10 % under', [135_000], 'amount_mismatch:high'],
    ['a cent over', [150_001], 'amount_mismatch:low'],
    ['just less than 10 % over', [164_999], 'amount_mismatch:low'],
    ['10 % over', [165_000], 'amount_mismatch:high'],
    ['under, in two receipts', [70_000, 70_000], 'amount_mismatch:medium'],
    ['over, in two receipts, none exact', [100_000, 55_000], 'amount_mismatch:low'],
    ['twice the amount', [150_000, 150_000], 'duplicate_payment:high'],
    ['three times the amount', [150_000, 150_000, 150_000], 'duplicate_payment:high'],
    ['the amount and a little more', [150_000, 100], 'duplicate_payment:high'],
  ])('%s', (_, amounts, issue) => {
    const transactions = amounts.map((amount, at) => paid(amount, `R${at}`));
    for (const status of [...open, 'completed'] as const) {
      expect(outcomeOf(inStatus(status, { transactions }))).toBe(`discrepancy ${issue}`);
    }
    expect(outcomeOf(inStatus('failed', { transactions }))).toBe(`discrepancy status_mismatch:high ${issue}`);
    expect(outcomeOf(inStatus('expired', { transactions }))).toBe(
      `discrepancy status_mismatch:high ${issue}`,
    );
    expect(outcomeOf(inStatus('refunded', { transactions }))).toBe(
      `discrepancy status_mismatch:medium ${issue}`,
    );
  });

  it('takes the first exact receipt for the payment, and later ones for duplicates', () => {
    const transactions = [
      paid(150_000, 'A', { occurredAt: createdAt + 2 }),
      paid(150_000, 'B', { occurredAt: createdAt + 1 }),
    ];
    expect(decideCase({ transactions }).decision.issues[0]?.evidence).toMatchObject({
      receipt: 'B',
      duplicates: ['A'],
    });
  });

  it('counts only the part that was given to this payment', () => {
    const link = (allocatedMinor: number) => [{ transaction: paid(300_000), allocatedMinor }];
    expect(decideCase({ more: { transactions: link(150_000) } }).decision).toMatchObject({
      status: 'matched',
      amountReceivedMinor: 150_000,
    });
    expect(decideCase({ more: { transactions: link(900_000) } }).decision).toMatchObject({
      amountReceivedMinor: 300_000,
    });
  });

  it('is never matched across currencies', () => {
    expect(outcomeOf({ payment: { currency: 'USD' }, transactions: [paid(150_000)] })).toBe(
      'discrepancy amount_mismatch:high',
    );
  });

  it('bears a payment of nothing', () => {
    expect(outcomeOf({ payment: { amountMinor: 0 }, transactions: [paid(100)] })).toBe(
      'discrepancy amount_mismatch:high',
    );
  });
});

describe('money that went back', () => {
  const whole = [paid(150_000), aReversal()];
  it.each<[PaymentStatus, string]>([
    ['completed', 'discrepancy status_mismatch:high'],
    ['refunded', 'matched'],
    ['pending', 'failed'],
    ['processing', 'failed'],
    ['failed', 'failed'],
    ['expired', 'expired'],
  ])('all of it: %s is %s', (status, outcome) => {
    expect(outcomeOf(inStatus(status, { transactions: whole, ageMs: old }))).toBe(outcome);
    expect(outcomeOf(inStatus(status, { transactions: [paid(150_000), aPayout()], ageMs: old }))).toBe(
      outcome,
    );
    expect(outcomeOf(inStatus(status, { transactions: [aReversal()], ageMs: old }))).toBe(outcome);
  });

  it('is the reason of what was never marked', () => {
    expect(decideCase({ transactions: whole }).decision).toEqual({
      status: 'failed',
      issues: [],
      reason: 'KES 1,500.00 was returned (UJEC8R2S4T).',
      amountExpectedMinor: 150_000,
      amountReceivedMinor: 0,
    });
  });

  it('in part leaves too little', () => {
    const transactions = [paid(150_000), aReversal({ amountMinor: 10_000 })];
    expect(outcomeOf(inStatus('completed', { transactions }))).toBe('discrepancy amount_mismatch:medium');
    expect(outcomeOf(inStatus('refunded', { transactions }))).toBe('matched');
  });

  it('of a duplicate leaves a match', () => {
    const transactions = [
      paid(150_000, 'A'),
      paid(150_000, 'B'),
      aReversal({ reversesReceipt: receipt('B') }),
    ];
    expect(outcomeOf(inStatus('completed', { transactions }))).toBe('matched');
    expect(outcomeOf(inStatus('refunded', { transactions }))).toBe('discrepancy amount_mismatch:high');
  });

  it('of the exact one leaves no duplicate to speak of', () => {
    const transactions = [
      paid(150_000, 'A'),
      paid(90_000, 'B'),
      paid(65_000, 'C'),
      aReversal({ reversesReceipt: receipt('A') }),
    ];
    expect(outcomeOf(inStatus('completed', { transactions }))).toBe('discrepancy amount_mismatch:low');
  });

  it('does not count while it is not final, or not given to this payment', () => {
    expect(
      outcomeOf(inStatus('completed', { transactions: [paid(150_000), aReversal({ outcome: 'pending' })] })),
    ).toBe('matched');
    const more = {
      transactions: [
        { transaction: paid(150_000), allocatedMinor: 150_000 },
        { transaction: aReversal(), allocatedMinor: 0 },
      ],
    };
    expect(outcomeOf(inStatus('completed', { more }))).toBe('matched');
  });
});

describe('a payout that the operator expects', () => {
  it('is matched by a payout, and returned by a reversal', () => {
    const payment = { direction: 'out' as const, status: 'completed' as const };
    expect(outcomeOf({ payment, transactions: [aPayout()] })).toBe('matched');
    const back = aReversal({ direction: 'in', reversesReceipt: receipt('UJEB3N7P1Q') });
    expect(outcomeOf({ payment, transactions: [aPayout(), back] })).toBe('discrepancy status_mismatch:high');
  });
});

it('charges and sweeps say nothing about a payment', () => {
  const transactions = [
    aTransaction({ kind: 'charge', direction: 'out' }),
    aTransaction({ kind: 'sweep-out', direction: 'out' }),
  ];
  expect(outcomeOf({ transactions })).toBe('pending');
});

describe('sources that disagree', () => {
  it.each(paymentStatuses)('make a discrepancy of %s, whatever else', (status) => {
    const { decision } = decideCase(inStatus(status, { transactions: [conflicting], ageMs: old }));
    expect(decision).toMatchObject({ status: 'discrepancy' });
    expect(decision.issues.at(-1)).toMatchObject({ type: 'conflict', severity: 'high' });
    expect(decision).not.toHaveProperty('reason');
  });
});
