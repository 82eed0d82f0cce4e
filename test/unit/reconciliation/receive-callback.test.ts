import { describe, expect, it } from '@jest/globals';
import { checkoutRequestId, paymentId, receipt } from '../../../shared/kernel/identifiers.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import {
  aC2bConfirmation,
  anStkFailure,
  anStkSuccess,
  aStatusResult,
} from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const id = paymentId('pay-1');
const waiting = aPayment({ id, reference: 'INV-00417', shortcode: paybill, createdAt: now - 60_000 });
const stateOf = async (stack: ReturnType<typeof memoryStack>, of = id) =>
  (await stack.deps.reconciliations.read(of)).state;

describe('receiveCallback', () => {
  it('matches a payment that was inserted a moment before and is in no index', async () => {
    const stack = memoryStack({ now });
    stack.book.put(waiting);
    stack.post('c2b/confirmation', aC2bConfirmation());
    await stack.deliver();
    expect(await stateOf(stack)).toMatchObject({
      trigger: 'notice_received',
      decision: { status: 'matched', issues: [], assurance: 'notice' },
    });
  });

  it('counts an STK payment on a registered paybill once, and calls it corroborated', async () => {
    const stack = memoryStack({ now });
    stack.book.put({ ...waiting, checkoutRequestId: checkoutRequestId('ws_CO_14102026101530123700000111') });
    stack.post('stk', anStkSuccess({ MpesaReceiptNumber: 'UJE6T1W9ZB' }));
    stack.post('c2b/confirmation', aC2bConfirmation());
    await stack.deliver();
    const state = await stateOf(stack);
    expect(state?.decision).toMatchObject({
      status: 'matched',
      amountReceivedMinor: 150_000,
      assurance: 'corroborated',
    });
    expect(stack.store.heads.size).toBe(1);
  });

  it('leaves one transaction and one audit event after 100 deliveries side by side', async () => {
    const stack = memoryStack({ now });
    stack.book.put(waiting);
    for (let each = 0; each < 100; each++) stack.post('c2b/confirmation', aC2bConfirmation());
    await Promise.all(Array.from({ length: 100 }, () => stack.deliver()));
    expect(stack.store.heads.size).toBe(1);
    expect(await stack.deps.reconciliations.events(id)).toHaveLength(1);
    expect(stack.bus.facts).toHaveLength(1);
  });

  it('does not guess between two open payments of one reference', async () => {
    const stack = memoryStack({ now });
    const other = paymentId('pay-2');
    stack.book.put(waiting);
    stack.book.put({ ...waiting, id: other });
    stack.post('c2b/confirmation', aC2bConfirmation());
    await stack.deliver();
    expect(await stateOf(stack)).toBeUndefined();
    expect(await stateOf(stack, other)).toBeUndefined();
  });

  it('gives money to the open payment when a settled one bears the same reference', async () => {
    const stack = memoryStack({ now });
    const lastMonth = paymentId('last-month');
    stack.book.put({ ...waiting, id: lastMonth, status: 'completed' });
    await reconcilePayment(stack.deps, lastMonth, { trigger: 'payment_initiation' });
    stack.book.put(waiting);
    stack.post('c2b/confirmation', aC2bConfirmation());
    await stack.deliver();
    expect((await stateOf(stack))?.decision.status).toBe('matched');
    expect((await stateOf(stack, lastMonth))?.decision.amountReceivedMinor).toBe(0);
  });

  it('tells why a push brought no money', async () => {
    const stack = memoryStack({ now });
    stack.book.put({ ...waiting, checkoutRequestId: checkoutRequestId('ws_CO_9') });
    stack.post('stk', anStkFailure(1032, { CheckoutRequestID: 'ws_CO_9' }));
    await stack.deliver();
    expect((await stateOf(stack))?.decision).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/cancelled/),
    });
  });

  it('verifies a match by the answer to a status query', async () => {
    const stack = memoryStack({ now });
    stack.book.put(waiting);
    stack.post('c2b/confirmation', aC2bConfirmation());
    stack.post('status/result', aStatusResult(), { queryId: 'query-1' });
    await stack.deliver();
    expect((await stateOf(stack))?.decision).toMatchObject({ status: 'matched', assurance: 'verified' });
  });

  it.each([
    ['unknown_token', 'stk', anStkFailure(), 'b'.repeat(48)],
    ['unknown_channel', 'b2c/1/result', {}, undefined],
    ['too_large', 'c2b/confirmation', aC2bConfirmation({ BillRefNumber: 'x'.repeat(70_000) }), undefined],
    ['unreadable_body', 'c2b/confirmation', '{"TransID":', undefined],
    ['unknown_kind', 'stk', aStatusResult(), undefined],
    ['invalid_field', 'c2b/confirmation', aC2bConfirmation({ TransAmount: 'abc' }), undefined],
  ])('puts what it cannot take into quarantine: %s', async (reason, channel, body, token) => {
    const stack = memoryStack({ now });
    stack.post(channel, body, token === undefined ? {} : { token });
    await stack.deliver();
    expect(stack.quarantined).toMatchObject([{ reason, channel }]);
    expect(JSON.stringify({ ...stack.quarantined[0], body: '' })).not.toContain('b'.repeat(48));
    expect(stack.store.heads.size).toBe(0);
  });
});

describe('a transaction whose payment is unknown', () => {
  const unknown = aC2bConfirmation({ BillRefNumber: 'NOBODY' });

  it('is tried again, and matched when the payment turns up without being watched', async () => {
    const stack = memoryStack({ now });
    stack.post('c2b/confirmation', unknown);
    await stack.deliver();
    stack.book.put({ ...waiting, reference: 'NOBODY' });
    stack.passTime(2_000);
    await stack.deliver();
    expect((await stateOf(stack))?.decision.status).toBe('matched');
    expect(stack.bus.facts.map(({ type }) => type)).toEqual(['payment.reconciled']);
  });

  it('is told once when the grace period is over', async () => {
    const stack = memoryStack({ now });
    for (let each = 0; each < 5; each++) stack.post('c2b/confirmation', unknown);
    await stack.settle();
    expect(stack.bus.facts).toMatchObject([
      {
        type: 'transaction.unmatched',
        data: { receipt: 'UJE6T1W9ZB', amountMinor: 150_000, reference: 'NOBODY' },
      },
    ]);
    expect(JSON.stringify(stack.bus.facts)).not.toContain('254700000111');
  });

  it('is matched even weeks later, by the sweep or the payment itself', async () => {
    const stack = memoryStack({ now });
    stack.post('c2b/confirmation', unknown);
    await stack.settle();
    stack.passTime(20 * 86_400_000);
    stack.book.put({ ...waiting, reference: 'nobody', createdAt: stack.now });
    await stack.settle();
    expect((await stateOf(stack))?.decision.status).toBe('matched');
    const [head] = await stack.deps.transactions.transactions([
      { receipt: receipt('UJE6T1W9ZB'), kind: 'payment' },
    ]);
    expect(head?.allocations).toEqual([{ paymentId: id, amountMinor: 150_000, rule: 'reference' }]);
  });
});

describe('reconcilePayment', () => {
  it('writes an event whenever a person asks, and none when nothing changed by itself', async () => {
    const stack = memoryStack({ now });
    stack.book.put(waiting);
    await reconcilePayment(stack.deps, id, { trigger: 'manual', by: 'njeri' });
    await reconcilePayment(stack.deps, id, { trigger: 'sweep' });
    await reconcilePayment(stack.deps, id, { trigger: 'manual', by: 'otieno' });
    const events = await stack.deps.reconciliations.events(id);
    expect(events.map(({ by, version }) => [by, version])).toEqual([
      ['njeri', 1],
      ['otieno', 2],
    ]);
  });

  it('answers what is wrong with a payment that is not there', async () => {
    const stack = memoryStack({ now });
    const answer = await reconcilePayment(stack.deps, paymentId('none'), { trigger: 'manual', by: 'njeri' });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'not_found' } });
  });

  it('takes up a change of the document', async () => {
    const stack = memoryStack({ now });
    stack.book.put(waiting);
    stack.post('c2b/confirmation', aC2bConfirmation());
    await stack.deliver();
    stack.book.put({ ...waiting, amountMinor: 150_100 });
    await reconcilePayment(stack.deps, id, { trigger: 'payment_changed' });
    expect((await stateOf(stack))?.decision.issues).toMatchObject([
      { type: 'amount_mismatch', severity: 'medium' },
    ]);
  });

  it('asks M-Pesa at once about a large match that only a callback told of', async () => {
    const stack = memoryStack({ now });
    const deps = { ...stack.deps, settings: { ...stack.deps.settings, verifyFromAmountMinor: 100_000 } };
    stack.book.put(waiting);
    stack.post('c2b/confirmation', aC2bConfirmation());
    await stack.deliver();
    await reconcilePayment(deps, id, { trigger: 'notice_received' });
    expect(stack.statusQueries).toEqual([{ paymentId: id, reason: 'verify' }]);
  });
});
