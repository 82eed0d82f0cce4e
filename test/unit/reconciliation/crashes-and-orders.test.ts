import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verifyChain } from '../../../shared/kernel/hash-chain.ts';
import { checkoutRequestId, paymentId } from '../../../shared/kernel/identifiers.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import {
  aC2bConfirmation,
  anStkFailure,
  anStkSuccess,
  aStatusResult,
} from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill } from '../../support/memory-stack.ts';

const start = Date.UTC(2026, 9, 14, 8, 5);
const ids = {
  bus: paymentId('bus'),
  shop: paymentId('shop'),
  meter: paymentId('meter'),
  cancelled: paymentId('cancelled'),
};
const pushed = 'ws_CO_14102026101530123700000111';

const common = { shortcode: paybill, createdAt: start, updatedAt: start } as const;
const payments = [
  aPayment({ ...common, id: ids.bus, amountMinor: 120_000, reference: 'INV-00417' }),
  // Its payer typed the bus's reference; the STK push tells whose money it was.
  aPayment({
    ...common,
    id: ids.shop,
    amountMinor: 150_000,
    reference: 'INV-00418',
    checkoutRequestId: checkoutRequestId(pushed),
  }),
  aPayment({ ...common, id: ids.meter, amountMinor: 30_000, reference: 'M 7' }),
  aPayment({
    ...common,
    id: ids.cancelled,
    amountMinor: 5_000,
    checkoutRequestId: checkoutRequestId('ws_CO_9'),
  }),
];
const callbacks: readonly (readonly [channel: string, body: unknown])[] = [
  [
    'c2b/confirmation',
    aC2bConfirmation({ TransID: 'UJE6T1W9ZB', TransAmount: '1200.00', BillRefNumber: 'inv 00417' }),
  ],
  [
    'c2b/confirmation',
    aC2bConfirmation({ TransID: 'UJE4K7X2QA', TransAmount: '1500.00', BillRefNumber: 'INV-00417' }),
  ],
  ['stk', anStkSuccess({ MpesaReceiptNumber: 'UJE4K7X2QA', Amount: 1500 })],
  [
    'c2b/confirmation',
    aC2bConfirmation({ TransID: 'UJE8C4D6EF', TransAmount: '100.00', BillRefNumber: 'M7' }),
  ],
  [
    'c2b/confirmation',
    aC2bConfirmation({ TransID: 'UJE8C4D6EG', TransAmount: '200.00', BillRefNumber: 'm-7' }),
  ],
  ['status/result', aStatusResult({ ReceiptNo: 'UJE8C4D6EG', Amount: 200 })],
  ['stk', anStkFailure(1032, { CheckoutRequestID: 'ws_CO_9' })],
  [
    'c2b/confirmation',
    aC2bConfirmation({ TransID: 'UJE5M2P8RT', TransAmount: '77.00', BillRefNumber: 'nobody' }),
  ],
  ['stk', { Body: {} }],
];

type Step = { readonly pay: number } | { readonly call: number };
const steps: readonly Step[] = [
  ...payments.map((_, pay) => ({ pay })),
  ...callbacks.map((_, call) => ({ call })),
];

async function play(order: readonly Step[], crashAt: ReadonlySet<number>) {
  const stack = memoryStack({ now: start, crashAt });
  for (const step of order) {
    const payment = 'pay' in step ? payments[step.pay] : undefined;
    const callback = 'call' in step ? callbacks[step.call] : undefined;
    if (payment) stack.book.put(payment);
    if (callback) stack.post(callback[0], callback[1], { queryId: 'query-1' });
    stack.passTime(500);
    if (order.indexOf(step) % 2 === 0) await stack.deliver();
  }
  await stack.settle();
  return stack;
}

async function outcomeOf(stack: Awaited<ReturnType<typeof play>>) {
  const decided = await Promise.all(
    Object.values(ids).map(async (id) => {
      const { state, links } = await stack.deps.reconciliations.read(id);
      const { status, issues = [], assurance, amountReceivedMinor } = state?.decision ?? {};
      return [
        id,
        { status, issues: issues.map(({ type }) => type), assurance, amountReceivedMinor, links },
      ] as const;
    }),
  );
  const heads = [...stack.store.heads.values()].map(
    ({ head: { version: _, firstReceivedAt: __, toldUnmatchedAt: ___, ...head } }) => head,
  );
  return {
    decided: Object.fromEntries(decided),
    heads: heads.sort((a, b) => (a.receipt < b.receipt ? -1 : 1)),
  };
}

describe('Given notices in any order, any number of times, and a crash at any await', () => {
  it('When all is delivered, Then what is decided is always the same', async () => {
    const expected = await outcomeOf(await play(steps, new Set()));
    expect(expected.decided).toMatchObject({
      bus: { status: 'matched', issues: ['status_mismatch'], amountReceivedMinor: 120_000 },
      shop: {
        status: 'matched',
        issues: ['status_mismatch'],
        assurance: 'corroborated',
        amountReceivedMinor: 150_000,
      },
      meter: { status: 'matched', amountReceivedMinor: 30_000, assurance: 'notice' },
      cancelled: { status: 'failed', amountReceivedMinor: 0 },
    });

    const order = fc.shuffledSubarray([...steps, ...steps.filter((step) => 'call' in step)], {
      minLength: steps.length + callbacks.length,
    });
    const crashes = fc.uniqueArray(fc.nat(1_500), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(order, crashes, async (shuffled, crashAt) => {
        const stack = await play(shuffled, new Set(crashAt));
        expect(await outcomeOf(stack)).toEqual(expected);
        await expectSoundAudit(stack);
      }),
      { numRuns: 400 },
    );
  }, 120_000);
});

/** Each decision has one event, chained, and each event was told on the bus. */
async function expectSoundAudit(stack: Awaited<ReturnType<typeof play>>): Promise<void> {
  for (const id of Object.values(ids)) {
    const events = await stack.deps.reconciliations.events(id);
    const { state } = await stack.deps.reconciliations.read(id);
    expect(verifyChain(events, state?.lastEvent)).toMatchObject({ ok: true });
    const told = stack.bus.facts.filter(
      (fact) => fact.type === 'payment.reconciled' && fact.data.paymentId === id,
    );
    expect(new Set(told.map(({ version }) => version)).size).toBe(events.length);
    for (const [at, event] of events.entries()) {
      if (at > 0) expect(event.after).not.toEqual(events[at - 1]?.after);
    }
  }
}
