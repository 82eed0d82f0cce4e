import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { paymentReconciled } from '../../../shared/events/payment-reconciled.ts';
import { verifyChain } from '../../../shared/kernel/hash-chain.ts';
import { partnerId, shortcode } from '../../../shared/kernel/identifiers.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { type AuditEvent, eventInWords, nextEvent } from '../../../shared/reconciliation/audit.ts';
import type { Decision } from '../../../shared/reconciliation/decision.ts';
import { factOf } from '../../../shared/reconciliation/reconciled-fact.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aTransaction } from '../../support/builders/a-transaction.ts';

const decision = (own: Partial<Decision> = {}): Decision => ({
  status: 'matched',
  issues: [],
  amountExpectedMinor: 150_000,
  amountReceivedMinor: 150_000,
  ...own,
});
const short = decision({
  status: 'discrepancy',
  amountReceivedMinor: 140_000,
  assurance: 'notice',
  issues: [
    { type: 'amount_mismatch', severity: 'medium', message: 'too little', evidence: { receipts: ['A'] } },
  ],
});

const payment = aPayment({
  partnerId: partnerId('acme'),
  fleetId: 'north',
  payerPhone: '254700000111',
  payerName: 'Amina',
});
const cause = (own: Partial<Parameters<typeof nextEvent>[1]> = {}) => ({
  payment,
  transactions: [aTransaction({ phone: { clear: '254700000111', sha256: 'ab' }, payerName: 'AMINA' })],
  at: 1_000,
  by: 'system',
  trigger: 'notice_received' as const,
  before: undefined,
  after: decision(),
  ...own,
});

/** A chain of this length; each event differs from the others. */
function chainOf(length: number): AuditEvent[] {
  const events: AuditEvent[] = [];
  for (let at = 0; at < length; at++) {
    const before = at === 0 ? undefined : decision({ amountReceivedMinor: at - 1 });
    events.push(
      nextEvent(events.at(-1), cause({ at, before, after: decision({ amountReceivedMinor: at }) })),
    );
  }
  return events;
}

describe('nextEvent', () => {
  it('begins a chain, and holds masked phones only', () => {
    const event = nextEvent(undefined, cause({ after: short }));
    expect(event).toEqual({
      paymentId: 'pay-1',
      version: 1,
      at: 1_000,
      by: 'system',
      trigger: 'notice_received',
      after: {
        status: 'discrepancy',
        issues: [{ type: 'amount_mismatch', severity: 'medium', message: 'too little' }],
        assurance: 'notice',
        amountExpectedMinor: 150_000,
        amountReceivedMinor: 140_000,
      },
      currency: 'KES',
      partnerId: 'acme',
      shortcode: '600111',
      fleetId: 'north',
      transactions: [{ receipt: 'UJE6T1W9ZB', kind: 'payment', amountMinor: 150_000, phone: '2547****0111' }],
      previousHash: '0'.repeat(64),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(JSON.stringify(event)).not.toMatch(/254700000111|amina/i);
  });

  it('links each event to the one before', () => {
    const [first, second] = chainOf(2);
    expect(second).toMatchObject({ version: 2, previousHash: first?.hash });
  });

  it("prefers the payment's shortcode, and M-Pesa's own mask, and does without what is not known", () => {
    const {
      amountMinor: _,
      shortcode: __,
      ...unknown
    } = aTransaction({ phone: { masked: '2547 ***** 126' } });
    const event = nextEvent(
      undefined,
      cause({ payment: aPayment({ shortcode: shortcode('600222') }), transactions: [unknown] }),
    );
    expect(event.shortcode).toBe('600222');
    expect(event.transactions).toEqual([{ receipt: 'UJE6T1W9ZB', kind: 'payment', phone: '2547 ***** 126' }]);
    const bare = nextEvent(undefined, cause({ payment: aPayment(), transactions: [] }));
    expect(Object.keys(bare)).not.toEqual(expect.arrayContaining(['shortcode']));
  });

  it('says in words what happened', () => {
    expect(eventInWords(nextEvent(undefined, cause()))).toBe('pending → matched');
    expect(eventInWords(nextEvent(undefined, cause({ before: short })))).toBe('discrepancy → matched');
    expect(eventInWords(nextEvent(undefined, cause({ before: decision() })))).toBe('matched, unchanged');
  });
});

describe('verifyChain', () => {
  it('accepts a chain as it was written, also after a way through JSON', () => {
    const events = chainOf(5);
    const last = events.at(-1);
    const head = { version: 5, hash: last?.hash ?? '' };
    expect(verifyChain(JSON.parse(JSON.stringify(events)) as AuditEvent[], head)).toEqual(ok(head));
    expect(verifyChain([])).toEqual(ok(undefined));
  });

  it('says where a chain is broken', () => {
    const [a, b, c] = chainOf(3) as [AuditEvent, AuditEvent, AuditEvent];
    const other = nextEvent(undefined, cause({ by: 'somebody' }));
    expect(verifyChain([a, { ...b, by: 'mallory' }, c])).toEqual({
      ok: false,
      error: { version: 2, message: 'was changed after it was written' },
    });
    expect(verifyChain([a, c])).toEqual({
      ok: false,
      error: { version: 2, message: 'expected version 2, found 3' },
    });
    expect(verifyChain([other, b, c])).toEqual({
      ok: false,
      error: { version: 2, message: 'does not follow from the event before it' },
    });
    expect(verifyChain([a, b], c)).toEqual({
      ok: false,
      error: { version: 3, message: 'the chain should end with version 3' },
    });
  });

  it('finds every tampering: a change anywhere, a loss, a doubling, a swap', () => {
    const events = chainOf(4);
    const head = events.at(-1);
    const paths = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, member]) => paths(member, [...path, key]))
        : [path];
    const changed = fc.constantFrom(...paths(events)).chain((path) =>
      fc.jsonValue().map((value) => {
        const copy = JSON.parse(JSON.stringify(events)) as AuditEvent[];
        const holder = path
          .slice(0, -1)
          .reduce((at: unknown, key) => (at as Record<string, unknown>)[key], copy);
        (holder as Record<string, unknown>)[path.at(-1) ?? ''] = value;
        return copy;
      }),
    );
    const rearranged = fc
      .shuffledSubarray(events)
      .map((some) => (some.length < 4 ? some : some.toReversed()));
    const doubled = fc.nat(3).map((at) => events.toSpliced(at, 0, ...events.slice(at, at + 1)));
    fc.assert(
      fc.property(fc.oneof(changed, rearranged, doubled), (tampered) => {
        fc.pre(JSON.stringify(tampered) !== JSON.stringify(events));
        expect(verifyChain(tampered, head).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('factOf', () => {
  it('tells the bus what the audit event says, in the published shape', () => {
    const expired = decision({ status: 'expired', reason: 'M-Pesa knows no such payment.' });
    const facts = [
      nextEvent(undefined, cause({ after: short })),
      nextEvent({ version: 6, hash: 'x' }, cause({ before: short, after: expired })),
    ].map(factOf);
    for (const fact of facts) expect(paymentReconciled.parse(fact)).toEqual(fact);
    expect(facts).toMatchObject([
      {
        id: 'payment/pay-1#1',
        aggregate: 'payment/pay-1',
        version: 1,
        data: {
          previousStatus: 'pending',
          status: 'discrepancy',
          receipts: ['UJE6T1W9ZB'],
          assurance: 'notice',
          shortcode: '600111',
          partnerId: 'acme',
          fleetId: 'north',
        },
      },
      {
        id: 'payment/pay-1#7',
        version: 7,
        data: { previousStatus: 'discrepancy', status: 'expired', reason: 'M-Pesa knows no such payment.' },
      },
    ]);
  });
});
