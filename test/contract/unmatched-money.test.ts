import { expect, it } from '@jest/globals';
import { paymentId, receipt } from '../../shared/kernel/identifiers.ts';
import type { TransactionHead } from '../../shared/payments/transaction.ts';
import { kept } from '../support/builders/a-kept-notice.ts';
import { aTransactionNotice } from '../support/builders/a-notice.ts';
import { describeLedgers } from '../support/ledgers-under-test.ts';

const c2b = kept(aTransactionNotice({ reference: 'INV-00418' }));
const status = kept(aTransactionNotice({ channel: 'status', payerName: 'AMINA W', amountMinor: 150_000 }));
const key = { receipt: c2b.notice.receipt, kind: c2b.notice.kind };

describeLedgers('a transaction ledger, of unmatched money', (ledgers) => {
  const minuteMs = 60_000;
  const firstTryAt = c2b.receivedAt + 15 * minuteMs;
  const fact = (head: TransactionHead) => ({
    type: 'transaction.unmatched' as const,
    schema: 1 as const,
    id: `TX#${head.receipt}#${head.kind}#unmatched`,
    aggregate: `TX#${head.receipt}#${head.kind}`,
    version: head.version + 1,
    at: firstTryAt,
    data: {
      receipt: head.receipt,
      kind: head.kind,
      amountMinor: 150_000,
      currency: 'KES',
      firstReceivedAt: c2b.receivedAt,
    },
  });
  const due = (now: number) => ledgers.transactions.dueUnmatched(now, 10);
  const record = async () => (await ledgers.transactions.recordTransaction(c2b, true)).value;

  it('is due 15 minutes after it came', async () => {
    const head = await record();
    expect(await due(firstTryAt - 1)).toEqual([]);
    expect(await due(firstTryAt)).toEqual([head]);
  });

  it('is never due where no payments are expected, nor if it is no payment', async () => {
    await ledgers.transactions.recordTransaction(c2b, false);
    await ledgers.transactions.recordTransaction(
      kept(aTransactionNotice({ kind: 'payout', direction: 'out' })),
      true,
    );
    expect(await due(Number.MAX_SAFE_INTEGER)).toEqual([]);
  });

  it('is tried again when it was postponed to, or never again', async () => {
    const head = await record();
    await ledgers.transactions.postpone(head, firstTryAt + minuteMs);
    expect(await due(firstTryAt)).toEqual([]);
    expect(await due(firstTryAt + minuteMs)).toEqual([head]);
    await ledgers.transactions.postpone(head, undefined);
    expect(await due(Number.MAX_SAFE_INTEGER)).toEqual([]);
    await ledgers.transactions.postpone(head, firstTryAt);
    expect(await due(Number.MAX_SAFE_INTEGER)).toEqual([]);
  });

  it('keeps its next try when a further notice comes', async () => {
    const head = await record();
    await ledgers.transactions.postpone(head, firstTryAt + minuteMs);
    const { value } = await ledgers.transactions.recordTransaction(status, true);
    expect(await due(firstTryAt)).toEqual([]);
    expect(await due(firstTryAt + minuteMs)).toEqual([value]);
    await ledgers.transactions.postpone(head, undefined);
    expect(await due(firstTryAt + minuteMs)).toEqual([value]);
  });

  it('is given oldest first, at most as many as asked for, from every shard', async () => {
    const receipts = Array.from({ length: 30 }, (_, at) => receipt(`UJE6T${10_000 + at}`));
    for (const [at, own] of receipts.entries()) {
      const notice = kept(aTransactionNotice({ receipt: own }), { receivedAt: c2b.receivedAt + at });
      await ledgers.transactions.recordTransaction(notice, true);
    }
    const first = await ledgers.transactions.dueUnmatched(firstTryAt + 20, 12);
    expect(first.map((head) => head.receipt)).toEqual(receipts.slice(0, 12));
    for (const head of first) await ledgers.transactions.postpone(head, firstTryAt + 100);
    const next = await ledgers.transactions.dueUnmatched(firstTryAt + 20, 12);
    expect(next.map((head) => head.receipt)).toEqual(receipts.slice(12, 21));
  });

  it('is told once, with its fact in the outbox', async () => {
    const head = await record();
    const answers = await Promise.all(
      [1, 2, 3].map(() => ledgers.transactions.tellUnmatched(head, fact(head))),
    );
    expect(answers.toSorted()).toEqual(['changed', 'changed', 'saved']);
    const [told] = await ledgers.transactions.transactions([key]);
    expect(told).toEqual({ ...head, toldUnmatchedAt: firstTryAt, version: head.version + 1 });
    expect(await ledgers.transactions.tellUnmatched(told as TransactionHead, fact(head))).toBe('changed');
    expect(await ledgers.outbox.unpublished(firstTryAt + 1, 10)).toEqual([fact(head)]);
    expect(await due(firstTryAt)).toEqual([told]);
  });

  it('is due no longer once a payment has it, and again when it lost it', async () => {
    const head = await record();
    const allocation = { paymentId: paymentId('pay-1'), amountMinor: 150_000, rule: 'reference' as const };
    expect(await ledgers.transactions.allocate(head, [allocation])).toBe('saved');
    expect(await due(Number.MAX_SAFE_INTEGER)).toEqual([]);
    await ledgers.transactions.postpone({ ...head, version: 2 }, firstTryAt);
    expect(await due(Number.MAX_SAFE_INTEGER)).toEqual([]);
    const [given] = await ledgers.transactions.transactions([key]);
    expect(await ledgers.transactions.allocate(given as TransactionHead, [])).toBe('saved');
    expect(await due(firstTryAt)).toMatchObject([{ allocations: [], version: 3 }]);
  });
});
