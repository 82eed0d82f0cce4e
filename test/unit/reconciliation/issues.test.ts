import { describe, expect, it } from '@jest/globals';
import { receipt } from '../../../shared/kernel/identifiers.ts';
import { minutes } from '../../../shared/kernel/time.ts';
import type { NoticeChannel } from '../../../shared/mpesa/notice.ts';
import { defaultSeverities, type SeverityRule } from '../../../shared/reconciliation/settings.ts';
import { type Case, decideCase } from '../../support/builders/a-case.ts';
import { aReversal, aTransaction } from '../../support/builders/a-transaction.ts';
import { anAttempt } from '../../support/builders/an-attempt.ts';

const paid = (name: string, amountMinor: number) => aTransaction({ receipt: receipt(name), amountMinor });
const { amountMinor: _, ...withoutAmount } = aTransaction();
const old = minutes(20);
const conflicting = aTransaction({
  conflicts: [
    {
      field: 'amount',
      values: [
        { channel: 'c2b', value: '150000' },
        { channel: 'stk', value: '100' },
      ],
    },
    {
      field: 'direction',
      values: [
        { channel: 'c2b', value: 'in' },
        { channel: 'status', value: 'out' },
      ],
    },
    {
      field: 'shortcode',
      values: [
        { channel: 'pull', value: '600111' },
        { channel: 'statement', value: '600222' },
      ],
    },
  ],
});

const cases: readonly (readonly [SeverityRule, string, Case])[] = [
  ['missing_while_open', 'KES 1,500.00 is expected, but M-Pesa has told of no payment.', { ageMs: old }],
  [
    'missing_while_open',
    'KES 1,500.00 is expected, but M-Pesa has confirmed UJE6T1W9ZB without telling the amount.',
    { ageMs: old, transactions: [withoutAmount] },
  ],
  [
    'missing_while_open',
    'KES 1,500.00 is expected, but M-Pesa says that it was paid, and has sent no receipt.',
    { ageMs: old, attempts: [anAttempt({ outcome: 'succeeded' })] },
  ],
  [
    'missing_though_completed',
    'Marked as completed with KES 1,500.00, but M-Pesa has told of no payment.',
    { ageMs: old, payment: { status: 'completed' } },
  ],
  [
    'open_though_paid',
    'KES 1,500.00 was paid (A, B), but the payment is still marked as processing.',
    { ageMs: old, transactions: [paid('B', 50_000), paid('A', 100_000)] },
  ],
  [
    'paid_though_failed',
    'Marked as expired, but KES 1,500.00 was paid (A).',
    { payment: { status: 'expired' }, transactions: [paid('A', 150_000)] },
  ],
  [
    'paid_though_failed',
    'Marked as failed, but M-Pesa has confirmed UJE6T1W9ZB without telling the amount.',
    { payment: { status: 'failed' }, transactions: [withoutAmount] },
  ],
  [
    'reversed_though_completed',
    'Marked as completed, but KES 1,500.00 was returned (UJEC8R2S4T).',
    { payment: { status: 'completed' }, transactions: [aTransaction(), aReversal()] },
  ],
  [
    'refunded_without_return',
    'Marked as refunded, but M-Pesa shows neither a reversal nor a payout of KES 1,500.00.',
    { payment: { status: 'refunded' }, transactions: [paid('A', 150_000)] },
  ],
  [
    'duplicate_payment',
    'KES 1,500.00 was paid with A; another KES 2,000.00 came with B, C.',
    { transactions: [paid('C', 50_000), paid('B', 150_000), paid('A', 150_000)] },
  ],
  [
    'underpaid',
    'KES 1,500.00 was expected, KES 1,400.00 paid (A): KES 100.00 too little.',
    { transactions: [paid('A', 140_000)] },
  ],
  [
    'overpaid',
    'KES 1,500.00 was expected, KES 1,500.50 paid (A): KES 0.50 too much.',
    { transactions: [paid('A', 150_050)] },
  ],
  [
    'far_off',
    'KES 1,500.00 was expected, KES 1,000.00 paid (UJE6T1W9ZB); KES 500.00 was returned (UJEC8R2S4T): KES 500.00 too little.',
    { transactions: [aTransaction(), aReversal({ amountMinor: 50_000 })] },
  ],
  [
    'other_currency',
    'USD 1,500.00 was expected, but M-Pesa pays in KES: KES 1,500.00 was paid (A).',
    { payment: { currency: 'USD' }, transactions: [paid('A', 150_000)] },
  ],
  [
    'conflict',
    "M-Pesa's messages about UJE6T1W9ZB disagree on the amount: KES 1,500.00 (C2B confirmation), KES 1.00 (STK callback); " +
      'and on the direction: money in (C2B confirmation), money out (status query); ' +
      'and on the shortcode: 600111 (transaction list), 600222 (statement).',
    { transactions: [conflicting] },
  ],
];

describe('issues are told in words', () => {
  it.each(cases)('%s: %s', (rule, message, facts) => {
    const issues = decideCase(facts).decision.issues;
    expect(issues.map((issue) => issue.message)).toContain(message);
    expect(issues.find((issue) => issue.message === message)?.severity).toBe(defaultSeverities[rule]);
  });

  it.each(cases)('the severity of %s can be set: %s', (rule, message, facts) => {
    const severity = defaultSeverities[rule] === 'low' ? 'high' : 'low';
    const { issues } = decideCase({ ...facts, settings: { severities: { [rule]: severity } } }).decision;
    expect(issues.find((issue) => issue.message === message)?.severity).toBe(severity);
  });

  it('leaves no kind of issue without a text', () => {
    expect(new Set(cases.map(([rule]) => rule))).toEqual(new Set(Object.keys(defaultSeverities)));
  });

  it('brings the figures along as evidence', () => {
    const { issues } = decideCase({ transactions: [paid('B', 150_000), paid('A', 150_000)] }).decision;
    expect(issues[0]?.evidence).toEqual({
      expectedMinor: 150_000,
      receivedMinor: 300_000,
      receipts: ['A', 'B'],
      receipt: 'A',
      duplicates: ['B'],
      extraMinor: 150_000,
    });
  });

  it('does not change while only time passes', () => {
    const at = (ageMs: number) => decideCase({ ageMs }).decision;
    expect(at(minutes(5_000))).toEqual(at(minutes(15)));
  });
});

describe('assurance', () => {
  const assured = (...sources: (readonly NoticeChannel[])[]) =>
    decideCase({
      payment: { amountMinor: sources.length * 100 },
      transactions: sources.map((own, at) =>
        aTransaction({ receipt: receipt(`R${at}`), amountMinor: 100, sources: own }),
      ),
    }).decision.assurance;

  it.each<[string, readonly (readonly NoticeChannel[])[]]>([
    ['notice', [['c2b']]],
    ['notice', [['stk']]],
    ['corroborated', [['c2b', 'stk']]],
    ['verified', [['status']]],
    ['verified', [['pull', 'c2b']]],
    ['verified', [['statement']]],
    ['notice', [['statement'], ['stk', 'c2b'], ['c2b']]],
    ['corroborated', [['statement'], ['stk', 'c2b']]],
  ])('is %s of %j', (level, sources) => expect(assured(...sources)).toBe(level));

  it('is of money only, and not of what went back', () => {
    expect(decideCase({}).decision).not.toHaveProperty('assurance');
    expect(decideCase({ transactions: [aTransaction(), aReversal()] }).decision).not.toHaveProperty(
      'assurance',
    );
  });
});
