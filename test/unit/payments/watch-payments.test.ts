import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryPaymentBook } from '../../../shared/adapters/memory/payment-book.ts';
import { memoryIndexedPayments } from '../../../shared/adapters/memory/payment-index.ts';
import { memoryStore } from '../../../shared/adapters/memory/store.ts';
import { memoryWatchMarkStore } from '../../../shared/adapters/memory/watch-mark.ts';
import { paymentId } from '../../../shared/kernel/identifiers.ts';
import { fingerprint } from '../../../shared/payments/fingerprint.ts';
import type { Payment } from '../../../shared/payments/payment.ts';
import {
  comparePayments,
  type PaymentChange,
  type Watched,
  watchPayments,
} from '../../../shared/payments/watch-payments.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { listedHooks } from '../../support/listed-hooks.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const minute = 60_000;

function aWatch(compareAllUpTo: number) {
  const book = new MemoryPaymentBook();
  const store = memoryStore();
  const requested: PaymentChange[] = [];
  const unreadable: string[] = [];
  const deps: Parameters<typeof watchPayments>[0] = {
    payments: book,
    indexed: memoryIndexedPayments(store),
    hooks: listedHooks([], undefined),
    mark: memoryWatchMarkStore(),
    request: async (changes) => {
      requested.push(...changes);
    },
    unreadable: ({ id }) => {
      unreadable.push(id);
    },
    asked: new Map(),
    settings: { compareAllUpTo },
  };
  const requests = async (work: () => Promise<Watched | undefined>) => {
    requested.length = 0;
    const watched = await work();
    return { ...watched, requested: requested.map(({ paymentId: id, trigger }) => `${id} ${trigger}`) };
  };
  const look = (at: number) => requests(() => watchPayments(deps, at));
  const compare = (at: number) => requests(() => comparePayments(deps, at));
  const reconciled = async (payment: Payment) => {
    store.indexed.set(payment.id, { id: payment.id, fingerprint: fingerprint(payment), keys: [] });
  };
  return { book, look, compare, reconciled, unreadable };
}

const payment = aPayment({ id: paymentId('pay-1'), createdAt: now - minute, updatedAt: now - minute });

describe.each([
  ['comparing all', 10_000],
  ['following changes', 0],
])('watchPayments, %s', (_, compareAllUpTo) => {
  let watch: ReturnType<typeof aWatch>;
  beforeEach(() => {
    watch = aWatch(compareAllUpTo);
    watch.book.put(payment);
  });

  it('asks for a new payment once, and again only if ten minutes did not see it reconciled', async () => {
    const inTenMinutes = { ...payment, updatedAt: now + 10 * minute };
    expect((await watch.look(now)).requested).toEqual(['pay-1 payment_initiation']);
    expect((await watch.look(now + minute)).requested).toEqual([]);
    watch.book.put(inTenMinutes);
    expect((await watch.look(now + 10 * minute)).requested).toEqual(['pay-1 payment_initiation']);
  });

  it('asks no more once it was reconciled', async () => {
    await watch.reconciled(payment);
    expect((await watch.look(now + 2 * minute)).requested).toEqual([]);
    expect((await watch.look(now + 3 * minute)).requested).toEqual([]);
  });

  it('asks for one that changed', async () => {
    await watch.reconciled(payment);
    await watch.look(now);
    watch.book.put({ ...payment, status: 'completed', updatedAt: now + minute });
    expect((await watch.look(now + minute)).requested).toEqual(['pay-1 payment_changed']);
  });

  it('passes over one that was merely touched', async () => {
    await watch.reconciled(payment);
    await watch.look(now);
    watch.book.put({ ...payment, updatedAt: now + minute });
    expect((await watch.look(now + minute)).requested).toEqual([]);
  });

  it('sees one that is paid otherwise from now on, once', async () => {
    await watch.reconciled(payment);
    await watch.look(now);
    const paidInCash = { ...payment, method: 'cash', updatedAt: now + minute };
    watch.book.put(paidInCash);
    expect((await watch.look(now + minute)).requested).toEqual(['pay-1 payment_changed']);
    await watch.reconciled(paidInCash);
    expect((await watch.look(now + 2 * minute)).requested).toEqual([]);
  });

  it('leaves alone what was paid otherwise', async () => {
    watch.book.put({ ...payment, id: paymentId('cash'), method: 'cash' });
    watch.book.put({ ...payment, id: paymentId('phone'), method: 'M-PESA' });
    const { requested } = await watch.look(now);
    expect(requested.toSorted()).toEqual(['pay-1 payment_initiation', 'phone payment_initiation']);
  });

  it('names one that it cannot read, and goes on', async () => {
    watch.book.putFault(paymentId('pay-2'), {
      kind: 'unreadable',
      field: 'amount',
      message: 'expected an amount',
    });
    expect((await watch.look(now)).requested).toEqual(['pay-1 payment_initiation']);
    expect(new Set(watch.unreadable)).toEqual(new Set(['pay-2']));
  });
});

describe('watchPayments', () => {
  it('sees a change without updatedAt at once in a small collection', async () => {
    const watch = aWatch(10_000);
    watch.book.put(payment);
    await watch.reconciled(payment);
    await watch.look(now);
    watch.book.put({ ...payment, status: 'completed' });
    expect((await watch.look(now + minute)).requested).toEqual(['pay-1 payment_changed']);
  });

  it('sees it within a day in a large one', async () => {
    const watch = aWatch(0);
    watch.book.put(payment);
    await watch.reconciled(payment);
    await watch.look(now);
    await watch.look(now + 5 * minute);
    watch.book.put({ ...payment, status: 'completed' });
    expect((await watch.look(now + 10 * minute)).requested).toEqual([]);
    expect((await watch.compare(now + 11 * minute)).requested).toEqual(['pay-1 payment_changed']);
    watch.book.put({ ...payment, status: 'failed' });
    expect((await watch.compare(now + 60 * minute)).requested).toEqual([]);
    expect((await watch.look(now + 24 * 60 * minute)).requested).toEqual([]);
    expect(await watch.compare(now + 25 * 60 * minute)).toMatchObject({
      requested: ['pay-1 payment_changed'],
      wasFullCheck: true,
    });
  });
});
