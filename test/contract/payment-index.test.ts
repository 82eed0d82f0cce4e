import { expect, it } from '@jest/globals';
import { paymentId } from '../../shared/kernel/identifiers.ts';
import type { IndexedPayment } from '../../shared/payments/payment-index.ts';
import { kept } from '../support/builders/a-kept-notice.ts';
import { aTransactionNotice } from '../support/builders/a-notice.ts';
import { describeLedgers } from '../support/ledgers-under-test.ts';

const anIndexedPayment = (own: Partial<IndexedPayment> = {}): IndexedPayment => ({
  id: paymentId('pay-1'),
  fingerprint: 'as first seen',
  keys: ['crq#ws_CO_1', 'reference#600111#INV1'],
  ...own,
});

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

  it('counts a payment as indexed only once it was confirmed', async () => {
    const payment = anIndexedPayment();
    await ledgers.index.put(payment);
    expect(await ledgers.index.indexed([payment.id])).toEqual(new Map());
    await ledgers.index.confirm(payment, undefined);
    expect(await ledgers.index.indexed([payment.id])).toEqual(new Map([[payment.id, payment]]));
  });

  it('removes rows under keys that a payment has no longer, but never those by CheckoutRequestID', async () => {
    const before = anIndexedPayment();
    const after = anIndexedPayment({
      fingerprint: 'changed',
      keys: ['crq#ws_CO_2', 'reference#600111#INV2'],
    });
    await ledgers.index.put(before);
    await ledgers.index.confirm(before, undefined);
    await ledgers.index.put(after);
    await ledgers.index.confirm(after, before);
    expect(await ledgers.index.paymentsUnder('reference#600111#INV1')).toEqual([]);
    expect(await ledgers.index.paymentsUnder('reference#600111#INV2')).toEqual(['pay-1']);
    expect(await ledgers.index.paymentsUnder('crq#ws_CO_1')).toEqual(['pay-1']);
    expect(await ledgers.index.indexed([after.id])).toEqual(new Map([[after.id, after]]));
  });

  it('may be put and confirmed again, as after a crash', async () => {
    const payment = anIndexedPayment();
    for (let time = 0; time < 3; time++) {
      await ledgers.index.put(payment);
      await ledgers.index.confirm(payment, time === 0 ? undefined : payment);
    }
    expect(await ledgers.index.paymentsUnder('crq#ws_CO_1')).toEqual(['pay-1']);
  });

  it('lets one of those win who confirm at once, with its rows', async () => {
    const before = anIndexedPayment({ keys: ['reference#600111#INV1'] });
    await ledgers.index.put(before);
    await ledgers.index.confirm(before, undefined);
    const states = Array.from({ length: 8 }, (_, at) =>
      anIndexedPayment({ fingerprint: `state ${at}`, keys: [`reference#600111#NEW${at}`] }),
    );
    await Promise.all(
      states.map(async (state) => {
        await ledgers.index.put(state);
        await ledgers.index.confirm(state, before);
      }),
    );
    const [confirmed] = [...(await ledgers.index.indexed([before.id])).values()];
    expect(states).toContainEqual(confirmed);
    expect(await ledgers.index.paymentsUnder(confirmed?.keys[0] ?? '')).toEqual(['pay-1']);
    expect(await ledgers.index.paymentsUnder('reference#600111#INV1')).toEqual([]);
  });

  it('stays as it is when it was confirmed otherwise meanwhile', async () => {
    const first = anIndexedPayment();
    await ledgers.index.confirm(first, undefined);
    await ledgers.index.confirm(anIndexedPayment({ fingerprint: 'late' }), undefined);
    await ledgers.index.confirm(
      anIndexedPayment({ fingerprint: 'later', keys: [] }),
      anIndexedPayment({ fingerprint: 'old' }),
    );
    expect(await ledgers.index.indexed([first.id])).toEqual(new Map([[first.id, first]]));
  });

  it('knows more than a hundred payments, and more than 25 keys of one', async () => {
    const ids = Array.from({ length: 130 }, (_, at) => paymentId(`pay-${at}`));
    await Promise.all(ids.map((id) => ledgers.index.confirm(anIndexedPayment({ id }), undefined)));
    expect((await ledgers.index.indexed([...ids, paymentId('none')])).size).toBe(130);
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
