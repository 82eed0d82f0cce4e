import { expect, it } from '@jest/globals';
import { verifyChain } from '../../shared/kernel/hash-chain.ts';
import { checkoutRequestId, paymentId } from '../../shared/kernel/identifiers.ts';
import { type AuditEvent, nextEvent } from '../../shared/reconciliation/audit.ts';
import { factOf } from '../../shared/reconciliation/reconciled-fact.ts';
import type { ReconciliationState } from '../../shared/reconciliation/reconciliation-ledger.ts';
import { aPayment } from '../support/builders/a-payment.ts';
import { aReconciliationState } from '../support/builders/a-reconciliation-state.ts';
import { aTransaction } from '../support/builders/a-transaction.ts';
import { describeLedgers } from '../support/ledgers-under-test.ts';

const id = paymentId('pay-1');
const at = Date.UTC(2026, 9, 14, 8, 3, 6);

const matched = aReconciliationState({
  decision: {
    status: 'discrepancy',
    issues: [
      {
        type: 'amount_mismatch',
        severity: 'high',
        message: 'KES 1,200.00 came, KES 1,500.00 was expected',
        evidence: { receipts: ['UJE6T1W9ZB'], receivedMinor: 120_000, nested: { list: [1, null, 'two'] } },
      },
    ],
    assurance: 'notice',
    amountExpectedMinor: 150_000,
    amountReceivedMinor: 120_000,
  },
  review: { at: at + 60_000, ask: true },
  asked: { at, noSuchTransaction: true },
  lastEvent: { version: 1, hash: 'abc' },
});

const anEvent = (previous?: AuditEvent, own: Partial<ReconciliationState> = {}): AuditEvent =>
  nextEvent(previous, {
    payment: aPayment({ id: own.paymentId ?? id }),
    transactions: [aTransaction({ phone: { clear: '254700000111' } })],
    at,
    by: 'system',
    trigger: 'notice_received',
    before: undefined,
    after: matched.decision,
  });

describeLedgers('a reconciliation ledger', (ledgers) => {
  it('knows nothing of a payment before anything was saved', async () => {
    expect(await ledgers.reconciliations.read(id)).toEqual({ links: [], attemptIds: [] });
    expect(await ledgers.reconciliations.events(id)).toEqual([]);
  });

  it('gives back what was saved, whole', async () => {
    expect(await ledgers.reconciliations.save(matched, { event: anEvent() })).toBe('saved');
    expect((await ledgers.reconciliations.read(id)).state).toEqual(matched);
  });

  it('links attempts once, for good', async () => {
    for (const attempt of ['ws_CO_2', 'ws_CO_1', 'ws_CO_2']) {
      await ledgers.reconciliations.linkAttempt(id, checkoutRequestId(attempt));
    }
    expect((await ledgers.reconciliations.read(id)).attemptIds).toEqual(['ws_CO_1', 'ws_CO_2']);
  });

  it('keeps the links of payments apart whose ids begin alike', async () => {
    await ledgers.reconciliations.linkAttempt(paymentId('pay-11'), checkoutRequestId('ws_CO_1'));
    expect((await ledgers.reconciliations.read(id)).attemptIds).toEqual([]);
  });

  it('saves only over the version before', async () => {
    const second = aReconciliationState({ version: 2, inputs: 'second' });
    expect(await ledgers.reconciliations.save(second)).toBe('changed');
    expect(await ledgers.reconciliations.save(aReconciliationState())).toBe('saved');
    expect(
      await ledgers.reconciliations.save(aReconciliationState({ inputs: 'late' }), { event: anEvent() }),
    ).toBe('changed');
    expect(await ledgers.reconciliations.save(second)).toBe('saved');
    expect((await ledgers.reconciliations.read(id)).state).toEqual(second);
    expect(await ledgers.reconciliations.events(id)).toEqual([]);
  });

  it('lets one of many win who decide at the same time, with one event', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, rival) =>
        ledgers.reconciliations.save(aReconciliationState({ inputs: `rival ${rival}` }), {
          event: anEvent(),
        }),
      ),
    );
    expect(answers.filter((answer) => answer === 'saved')).toHaveLength(1);
    expect(await ledgers.reconciliations.events(id)).toHaveLength(1);
    expect(await ledgers.outbox.unpublished(at + 1, 10)).toHaveLength(1);
  });

  it('keeps the events as they were written, oldest first', async () => {
    const chain: AuditEvent[] = [];
    for (let version = 1; version <= 12; version++) {
      const event = anEvent(chain.at(-1));
      chain.push(event);
      const lastEvent = { version: event.version, hash: event.hash };
      expect(
        await ledgers.reconciliations.save(aReconciliationState({ version, lastEvent }), { event }),
      ).toBe('saved');
    }
    const events = await ledgers.reconciliations.events(id);
    expect(events).toEqual(chain);
    expect(verifyChain(events)).toMatchObject({ ok: true, value: { version: 12 } });
  });

  it('finds payments whose review is due, oldest first, page by page', async () => {
    const ids = Array.from({ length: 130 }, (_, number) => paymentId(`pay-${1_000 + number}`));
    await Promise.all(
      ids.map((own, number) =>
        ledgers.reconciliations.save(
          // Neighbours share a time: a page may end between them.
          aReconciliationState({ paymentId: own, review: { at: at + Math.floor(number / 3), ask: false } }),
        ),
      ),
    );
    const found: ReconciliationState[] = [];
    let cursor: string | undefined;
    do {
      const page = await ledgers.reconciliations.due(at + 39, { limit: 7, ...(cursor && { cursor }) });
      expect(page.states.length).toBeLessThanOrEqual(7);
      found.push(...page.states);
      cursor = page.cursor;
    } while (cursor);
    expect(found.map((state) => state.paymentId).toSorted()).toEqual(ids.slice(0, 120).toSorted());
    const times = found.map(({ review }) => review?.at ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('goes on with the next page though the first was decided anew', async () => {
    for (let number = 0; number < 10; number++) {
      const own = paymentId(`pay-${number}`);
      await ledgers.reconciliations.save(
        aReconciliationState({ paymentId: own, review: { at: at + number, ask: false } }),
      );
    }
    const first = await ledgers.reconciliations.due(at + 20, { limit: 4 });
    for (const { review: _, ...state } of first.states) {
      expect(await ledgers.reconciliations.save({ ...state, version: 2 })).toBe('saved');
    }
    const second = await ledgers.reconciliations.due(at + 20, { limit: 10, cursor: first.cursor ?? '' });
    expect([...first.states, ...second.states].map((state) => state.paymentId)).toEqual(
      Array.from({ length: 10 }, (_, number) => `pay-${number}`),
    );
    expect((await ledgers.reconciliations.due(at + 20, { limit: 10 })).states).toHaveLength(6);
  });
});

describeLedgers('a postponed review', (ledgers) => {
  const due = async (now: number) => (await ledgers.reconciliations.due(now, { limit: 10 })).states.length;

  it('is due again when that time has come, or at once when somebody decides meanwhile', async () => {
    const state = aReconciliationState({ review: { at, ask: false } });
    await ledgers.reconciliations.save(state);
    expect(await due(at)).toBe(1);
    await ledgers.reconciliations.postpone(state, at + 1_000);
    expect([await due(at + 999), await due(at + 1_000)]).toEqual([0, 1]);
    await ledgers.reconciliations.save({ ...state, version: 2 });
    expect(await due(at)).toBe(1);
    await ledgers.reconciliations.postpone(state, at + 1_000);
    expect(await due(at)).toBe(1);
  });
});

describeLedgers('an outbox', (ledgers) => {
  const save = async (own: string, savedAt: number) => {
    const state = aReconciliationState({ paymentId: paymentId(own) });
    const event = { ...anEvent(undefined, state), at: savedAt };
    await ledgers.reconciliations.save(state, { event });
    return factOf(event);
  };

  it('holds what was saved before a time, oldest first, at most as many as asked for', async () => {
    const facts = [];
    for (let number = 0; number < 12; number++) facts.push(await save(`pay-${number}`, at + number));
    expect(await ledgers.outbox.unpublished(at + 10, 5)).toEqual(facts.slice(0, 5));
    expect(await ledgers.outbox.unpublished(at + 10, 50)).toEqual(facts.slice(0, 10));
  });

  it('holds nothing that was marked published, however often', async () => {
    const fact = await save('pay-1', at);
    const other = await save('pay-2', at);
    await ledgers.outbox.markPublished([fact]);
    await ledgers.outbox.markPublished([fact]);
    expect(await ledgers.outbox.unpublished(at + 1, 10)).toEqual([other]);
    expect(await ledgers.reconciliations.events(id)).toHaveLength(1);
  });

  it('is not filled by marking what was never saved', async () => {
    await ledgers.outbox.markPublished([factOf(anEvent())]);
    expect(await ledgers.outbox.unpublished(at + 1, 10)).toEqual([]);
    expect(await ledgers.reconciliations.events(id)).toEqual([]);
  });

  it('holds more than a hundred facts', async () => {
    await Promise.all(Array.from({ length: 130 }, (_, number) => save(`pay-${number}`, at + number)));
    const first = await ledgers.outbox.unpublished(at + 1_000, 120);
    expect(first).toHaveLength(120);
    await ledgers.outbox.markPublished(first);
    expect(await ledgers.outbox.unpublished(at + 1_000, 120)).toHaveLength(10);
  });
});
