import { expect, it } from '@jest/globals';
import { paymentId } from '../../shared/kernel/identifiers.ts';
import type { IndexedPayment } from '../../shared/payments/payment-index.ts';
import { kept } from '../support/builders/a-kept-notice.ts';
import { aTransactionNotice } from '../support/builders/a-notice.ts';
import { aReconciliationState } from '../support/builders/a-reconciliation-state.ts';
import { describeLedgers, type Ledgers } from '../support/ledgers-under-test.ts';

const anIndexedPayment = (own: Partial<IndexedPayment> = {}): IndexedPayment => ({
  id: paymentId('pay-1'),
  fingerprint: 'as first seen',
  keys: ['crq#ws_CO_1', 'reference#600111#INV1'],
  ...own,
});

const decide = (
  { reconciliations }: Ledgers,
  version: number,
  now: IndexedPayment,
  before?: IndexedPayment,
): Promise<'saved' | 'changed'> =>
  reconciliations.save(aReconciliationState({ paymentId: now.id, version }), { indexed: { now, before } });

describeLedgers('a payment index', (ledgers) => {
  it('finds a payment under each of its keys', async () => {
    await ledgers.index.put(anIndexedPayment());
    expect(await ledgers.index.paymentsUnder('crq#ws_CO_1')).toEqual(['pay-1']);
    expect(await ledgers.index.paymentsUnder('reference#600111#INV1')).toEqual(['pay-1']);
    expect(await ledgers.index.paymentsUnder('reference#600111#INV')).toEqual([]);
  });

  it('finds all payments that share a key', async () => {
    for (const id of ['pay-1', 'pay-2', '65f1c0ffee65f1c0ffee65f1']) {
      await ledgers.index.put(anIndexedPayment({ id: paymentId(id) }));
    }
    const found = await ledgers.index.paymentsUnder('reference#600111#INV1');
    expect(found.toSorted()).toEqual(['65f1c0ffee65f1c0ffee65f1', 'pay-1', 'pay-2']);
  });

  it('keeps what a payment is indexed as when a later decision does not say', async () => {
    const payment = anIndexedPayment();
    const first = aReconciliationState({ paymentId: payment.id, version: 1, review: { at: 5, ask: true } });
    await ledgers.reconciliations.save(first, { indexed: { now: payment, before: undefined } });
    const { review: _, ...later } = { ...first, version: 2 };
    expect(await ledgers.reconciliations.save(later)).toBe('saved');
    const record = await ledgers.reconciliations.read(payment.id);
    expect(record).toMatchObject({ indexed: payment, state: later });
    expect(record.state?.review).toBeUndefined();
    expect((await ledgers.reconciliations.due(10, { limit: 5 })).states).toEqual([]);
  });

  it('counts a payment as indexed only once it was decided about', async () => {
    const payment = anIndexedPayment();
    await ledgers.index.put(payment);
    expect(await ledgers.indexed.among([payment.id])).toEqual(new Map());
    expect((await ledgers.reconciliations.read(payment.id)).indexed).toBeUndefined();
    await decide(ledgers, 1, payment);
    expect(await ledgers.indexed.among([payment.id])).toEqual(new Map([[payment.id, payment]]));
    expect((await ledgers.reconciliations.read(payment.id)).indexed).toEqual(payment);
  });

  it('removes rows under keys that a payment has no longer, but never those by CheckoutRequestID', async () => {
    const before = anIndexedPayment();
    const after = anIndexedPayment({
      fingerprint: 'changed',
      keys: ['crq#ws_CO_2', 'reference#600111#INV2'],
    });
    await ledgers.index.put(before);
    await decide(ledgers, 1, before);
    await ledgers.index.put(after);
    await decide(ledgers, 2, after, before);
    expect(await ledgers.index.paymentsUnder('reference#600111#INV1')).toEqual([]);
    expect(await ledgers.index.paymentsUnder('reference#600111#INV2')).toEqual(['pay-1']);
    expect(await ledgers.index.paymentsUnder('crq#ws_CO_1')).toEqual(['pay-1']);
    expect(await ledgers.indexed.among([after.id])).toEqual(new Map([[after.id, after]]));
  });

  it('may be put and decided about again, as after a crash', async () => {
    const payment = anIndexedPayment();
    for (let version = 1; version <= 3; version++) {
      await ledgers.index.put(payment);
      await decide(ledgers, version, payment, version === 1 ? undefined : payment);
    }
    expect(await ledgers.index.paymentsUnder('crq#ws_CO_1')).toEqual(['pay-1']);
  });

  it('lets one of those win who decide at once, with its rows', async () => {
    const before = anIndexedPayment({ keys: ['reference#600111#INV1'] });
    await ledgers.index.put(before);
    await decide(ledgers, 1, before);
    const rivals = Array.from({ length: 8 }, (_, at) =>
      anIndexedPayment({ fingerprint: `state ${at}`, keys: [`reference#600111#NEW${at}`] }),
    );
    const answers = await Promise.all(
      rivals.map(async (rival) => {
        await ledgers.index.put(rival);
        return decide(ledgers, 2, rival, before);
      }),
    );
    expect(answers.filter((answer) => answer === 'saved')).toHaveLength(1);
    const [indexed] = [...(await ledgers.indexed.among([before.id])).values()];
    expect(indexed).toEqual(rivals[answers.indexOf('saved')]);
    expect(await ledgers.index.paymentsUnder(indexed?.keys[0] ?? '')).toEqual(['pay-1']);
    expect(await ledgers.index.paymentsUnder('reference#600111#INV1')).toEqual([]);
  });

  it('stays as it is when somebody else decided meanwhile', async () => {
    const first = anIndexedPayment();
    await decide(ledgers, 1, first);
    expect(await decide(ledgers, 1, anIndexedPayment({ fingerprint: 'late' }))).toBe('changed');
    expect(await ledgers.indexed.among([first.id])).toEqual(new Map([[first.id, first]]));
  });

  it('knows more than a hundred payments, and more than 25 keys of one', async () => {
    const ids = Array.from({ length: 130 }, (_, at) => paymentId(`pay-${at}`));
    await Promise.all(ids.map((id) => decide(ledgers, 1, anIndexedPayment({ id }))));
    expect((await ledgers.indexed.among([...ids, paymentId('none')])).size).toBe(130);
    const keys = Array.from({ length: 60 }, (_, at) => `crq#ws_CO_${at}`);
    await ledgers.index.put(anIndexedPayment({ keys: [...keys, ...keys] }));
    expect(await ledgers.index.paymentsUnder('crq#ws_CO_59')).toEqual(['pay-1']);
  });

  it('lets payment and transaction find each other, whichever comes second', async () => {
    const key = 'reference#600111#INV1';
    const meet = async (
      first: () => Promise<unknown>,
      second: () => Promise<unknown>,
    ): Promise<{ payments: number; transactions: number }> => {
      await Promise.all([first(), second()]);
      return {
        payments: (await ledgers.index.paymentsUnder(key)).length,
        transactions: (await ledgers.index.transactionsUnder(key)).length,
      };
    };
    const pays = () =>
      ledgers.transactions.recordTransaction(kept(aTransactionNotice({ reference: 'inv 1' })), true);
    const appears = () => ledgers.index.put(anIndexedPayment());
    expect(await meet(pays, appears)).toEqual({ payments: 1, transactions: 1 });
  });
});
