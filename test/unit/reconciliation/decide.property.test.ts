import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkoutRequestId, receipt, shortcode } from '../../../shared/kernel/identifiers.ts';
import { days, minutes } from '../../../shared/kernel/time.ts';
import type {
  NoticeChannel,
  Outcome,
  TransactionKind,
  TransactionNotice,
} from '../../../shared/mpesa/notice.ts';
import { type Payment, paymentStatuses } from '../../../shared/payments/payment.ts';
import { type Received, reduceTransaction } from '../../../shared/payments/reduce-transaction.ts';
import { decide } from '../../../shared/reconciliation/decide.ts';
import type { DecideInput } from '../../../shared/reconciliation/facts.ts';
import { reconciliationSettings } from '../../../shared/reconciliation/settings.ts';
import { aTransactionNotice } from '../../support/builders/a-notice.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { anAttempt } from '../../support/builders/an-attempt.ts';

const start = Date.UTC(2026, 9, 14, 8);
const outcome = fc.constantFrom<Outcome>('succeeded', 'failed', 'pending');
const defined = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const notice = fc
  .record({
    receipt: fc.constantFrom(receipt('A'), receipt('B'), receipt('C')),
    kind: fc.constantFrom<TransactionKind>('payment', 'payment', 'payment', 'reversal', 'payout', 'charge'),
    channel: fc.constantFrom<NoticeChannel>('stk', 'c2b', 'status', 'statement'),
    outcome,
    amountMinor: maybe(fc.constantFrom(50_000, 100_000, 150_000)),
    shortcode: maybe(fc.constantFrom(shortcode('600111'), shortcode('600222'))),
    occurredAt: maybe(fc.integer({ min: start, max: start + minutes(20) })),
    reversesReceipt: maybe(fc.constantFrom(receipt('A'), receipt('B'))),
  })
  .map((own) =>
    aTransactionNotice(
      defined({ ...own, direction: own.kind === 'payment' ? 'in' : 'out' }) as Partial<TransactionNotice>,
    ),
  );
const received = fc
  .record({ notice, receivedAt: fc.integer({ min: start, max: start + minutes(20) }) })
  .map((item) => ({ ...item, hash: JSON.stringify(item) }));

const payment = fc
  .record({
    status: fc.constantFrom(...paymentStatuses),
    amountMinor: fc.constantFrom(0, 100_000, 150_000),
    currency: fc.constantFrom('KES', 'KES', 'USD'),
    direction: fc.constantFrom('in', 'in', 'out'),
    createdAt: maybe(fc.constant(start)),
    checkoutRequestId: maybe(fc.constantFrom(checkoutRequestId('x'), checkoutRequestId('z'))),
  })
  .map((own) => aPayment(defined(own) as Partial<Payment>));
const attempts = fc.array(
  fc.record({
    id: fc.constantFrom('x', 'y'),
    outcome,
    byQuery: fc.boolean(),
    code: fc.constantFrom('1032', '1037'),
    at: fc.nat(9),
  }),
  { maxLength: 2 },
);

interface World {
  readonly notices: readonly Received<TransactionNotice>[];
  readonly rest: Omit<DecideInput, 'transactions'>;
}

const world: fc.Arbitrary<World> = fc
  .record({
    notices: fc.array(received, { maxLength: 6 }),
    payment,
    attempts,
    age: fc.nat(days(40)),
    unknown: fc.boolean(),
    asked: maybe(fc.nat(days(40))),
  })
  .map((of) => ({
    notices: of.notices,
    rest: {
      payment: of.payment,
      attempts: of.attempts.map(({ id, outcome: told, byQuery, code, at }) =>
        anAttempt({
          checkoutRequestId: checkoutRequestId(id),
          outcome: told,
          sources: [byQuery ? 'stk-query' : 'stk'],
          failure: { code, reason: `because ${code}` },
          firstReceivedAt: start + at,
        }),
      ),
      noSuchTransaction: of.unknown,
      ...(of.asked !== undefined && { askedAt: start + of.asked }),
      firstSeenAt: start,
      now: start + of.age,
      settings: reconciliationSettings.parse({ verifyFromAmountMinor: 100_000 }),
    },
  }));

/** As the pipeline does it: notices by receipt and kind, reduced, all of it given to the payment. */
function decideFrom(notices: readonly Received<TransactionNotice>[], rest: World['rest']) {
  const groups = Map.groupBy(notices, ({ notice: { receipt: of, kind } }) => `${of}#${kind}`);
  const transactions = [...groups.values()].map((group) => reduceTransaction(group));
  const links = transactions.map((transaction) => ({
    transaction,
    allocatedMinor: transaction.amountMinor ?? 0,
  }));
  return { ...decide({ ...rest, transactions: links }), transactions };
}

const shuffledWorld = world.chain((of) =>
  fc.tuple(
    fc.constant(of),
    fc.shuffledSubarray([...of.notices, ...of.notices], { minLength: 2 * of.notices.length }),
    fc.shuffledSubarray([...of.rest.attempts], { minLength: of.rest.attempts.length }),
  ),
);

describe('decide', () => {
  it('is the same for all orders and multiplicities of notices', () => {
    fc.assert(
      fc.property(shuffledWorld, ([{ notices, rest }, shuffled, attemptsShuffled]) => {
        const expected = decideFrom(notices, rest);
        const actual = decideFrom(shuffled, { ...rest, attempts: attemptsShuffled });
        expect({ ...actual, transactions: [] }).toEqual({ ...expected, transactions: [] });
      }),
      { numRuns: 1_000 },
    );
  });

  it('is total: every world has a decision that makes sense', () => {
    fc.assert(
      fc.property(world, ({ notices, rest }) => {
        const { decision, review, transactions } = decideFrom(notices, rest);
        const totalMinor = transactions.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
        expect(Math.abs(decision.amountReceivedMinor)).toBeLessThanOrEqual(totalMinor);
        expect(decision.issues.length > 0).toBe(
          decision.status === 'discrepancy' || decision.issues.some(({ type }) => type === 'status_mismatch'),
        );
        expect(decision.reason !== undefined).toBe(
          decision.status === 'failed' || decision.status === 'expired',
        );
        for (const { message } of decision.issues) expect(message).toMatch(/^[A-Z].*\.$/);
        if (review && !review.ask) expect(review.at).toBeGreaterThan(rest.now);
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes by time alone never before its review', () => {
    fc.assert(
      fc.property(world, fc.nat(days(1)), ({ notices, rest }, later) => {
        const { decision, review } = decideFrom(notices, rest);
        const changesAt = decideFrom(notices, { ...rest, now: rest.now + later }).decision;
        const isBefore = review === undefined || rest.now + later < review.at;
        if (isBefore) expect(changesAt).toEqual(decision);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is matched only if the money is there', () => {
    fc.assert(
      fc.property(world, ({ notices, rest }) => {
        const { decision } = decideFrom(notices, rest);
        if (decision.status !== 'matched' || rest.payment.status === 'refunded') return;
        expect(decision.amountReceivedMinor).toBe(rest.payment.amountMinor);
        expect(decision.assurance).toBeDefined();
      }),
      { numRuns: 1_000 },
    );
  });
});
