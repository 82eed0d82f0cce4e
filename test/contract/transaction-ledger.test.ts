import { expect, it } from '@jest/globals';
import { checkoutRequestId, partnerId, receipt, shortcode } from '../../shared/kernel/identifiers.ts';
import type { TransactionNotice } from '../../shared/mpesa/notice.ts';
import type { TransactionHead } from '../../shared/payments/transaction.ts';
import type { KeptNotice } from '../../shared/payments/transaction-ledger.ts';
import { kept } from '../support/builders/a-kept-notice.ts';
import { anAttemptNotice, aTransactionNotice } from '../support/builders/a-notice.ts';
import { describeLedgers } from '../support/ledgers-under-test.ts';

const crq = checkoutRequestId('ws_CO_14102026101530123700000111');
const c2b = kept(aTransactionNotice({ reference: 'INV-00418' }));
const stk = kept(
  aTransactionNotice({ channel: 'stk', checkoutRequestId: crq, phone: { clear: '254700000111' } }),
);
const status = kept(aTransactionNotice({ channel: 'status', payerName: 'AMINA W', amountMinor: 150_000 }));
const key = { receipt: c2b.notice.receipt, kind: c2b.notice.kind };
const byReference = 'reference#600111#INV00418';

const factsOf = ({ version: _, ...facts }: TransactionHead) => facts;
const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((first, at) => permutations(items.toSpliced(at, 1)).map((rest) => [first, ...rest]));

describeLedgers('a transaction ledger, recording', (ledgers) => {
  it('keeps a first notice and saves its head', async () => {
    const { value, isNew } = await ledgers.transactions.recordTransaction(c2b, true);
    expect(isNew).toBe(true);
    expect(value).toMatchObject({
      ...key,
      amountMinor: 150_000,
      sources: ['c2b'],
      allocations: [],
      version: 1,
    });
    expect(await ledgers.transactions.transactions([key])).toEqual([value]);
  });

  it('takes the same notice a hundred times at once as one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => ledgers.transactions.recordTransaction(stk, true)),
    );
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(answers.map(({ value }) => value.version))).toEqual(new Set([1]));
    expect(await ledgers.transactions.transactions([key])).toMatchObject([{ version: 1, sources: ['stk'] }]);
  });

  it('writes nothing for a notice that it had before', async () => {
    await ledgers.transactions.recordTransaction(c2b, true);
    const { value: before } = await ledgers.transactions.recordTransaction(status, true);
    const again = await ledgers.transactions.recordTransaction({ ...c2b, receivedAt: 1 }, true);
    expect(again).toEqual({ value: before, isNew: false });
  });

  it('takes different notices of one receipt at once', async () => {
    const notices = Array.from({ length: 25 }, (_, at) =>
      kept(aTransactionNotice({ channel: 'status', payerName: `AMINA ${at}` }), { receivedAt: 1_000 + at }),
    );
    const answers = await Promise.all(
      [...notices, c2b, stk].map((notice) => ledgers.transactions.recordTransaction(notice, true)),
    );
    expect(answers.every(({ isNew }) => isNew)).toBe(true);
    expect(await ledgers.transactions.transactions([key])).toMatchObject([
      { version: 27, sources: ['status', 'c2b', 'stk'], firstReceivedAt: 1_000, checkoutRequestIds: [crq] },
    ]);
  });

  it('comes to the same head in every order of the notices', async () => {
    const contradicting = kept(aTransactionNotice({ channel: 'status', amountMinor: 140_000 }));
    const heads: unknown[] = [];
    for (const [at, order] of permutations([c2b, stk, contradicting]).entries()) {
      const own = receipt(`UJE6T1W9Z${at}`);
      const rename = (notice: KeptNotice<TransactionNotice>) => ({
        ...notice,
        notice: { ...notice.notice, receipt: own },
      });
      for (const notice of order) await ledgers.transactions.recordTransaction(rename(notice), true);
      const [head] = await ledgers.transactions.transactions([{ receipt: own, kind: 'payment' }]);
      heads.push(head && { ...factsOf(head), receipt: key.receipt });
    }
    expect(heads).toHaveLength(6);
    for (const head of heads) expect(head).toEqual(heads[0]);
    expect(heads[0]).toMatchObject({ conflicts: [{ field: 'amount' }] });
  });

  it('keeps charge and payment of one receipt apart', async () => {
    const charge = kept(aTransactionNotice({ channel: 'statement', kind: 'charge', direction: 'out' }));
    await ledgers.transactions.recordTransaction(c2b, true);
    await ledgers.transactions.recordTransaction(charge, true);
    const found = await ledgers.transactions.transactions([key, { ...key, kind: 'charge' }]);
    expect(found.map(({ kind }) => kind)).toEqual(['payment', 'charge']);
  });

  it('keeps bodies of 64 KB', async () => {
    const body = JSON.stringify({ filler: Array.from({ length: 6_000 }, (_, at) => at * 7_919) });
    const large = kept(c2b.notice, { body: body.padEnd(64 * 1024, ' ') });
    expect((await ledgers.transactions.recordTransaction(large, true)).isNew).toBe(true);
    expect((await ledgers.transactions.recordTransaction(large, true)).isNew).toBe(false);
  });

  it('finds more than a hundred heads, in the order asked for', async () => {
    const receipts = Array.from({ length: 130 }, (_, at) => receipt(`UJE6T${10_000 + at}`));
    await Promise.all(
      receipts.map((own) =>
        ledgers.transactions.recordTransaction(kept(aTransactionNotice({ receipt: own })), false),
      ),
    );
    const asked = [...receipts.toReversed(), receipt('NOSUCHONE1')].map((own) => ({
      receipt: own,
      kind: 'payment' as const,
    }));
    const found = await ledgers.transactions.transactions(asked);
    expect(found.map((head) => head.receipt)).toEqual(receipts.toReversed());
  });

  it('lets a transaction wait under its keys but its receipt, by which it is found without', async () => {
    await ledgers.transactions.recordTransaction(c2b, true);
    expect(await ledgers.index.transactionsUnder(byReference)).toEqual([key]);
    expect(await ledgers.index.transactionsUnder(`crq#${crq}`)).toEqual([]);
    await ledgers.transactions.recordTransaction(stk, true);
    expect(await ledgers.index.transactionsUnder(`crq#${crq}`)).toEqual([key]);
    expect(await ledgers.index.transactionsUnder(`receipt#${key.receipt}`)).toEqual([]);
  });

  it('lets it wait under a receipt that M-Pesa wrote otherwise than as a rule', async () => {
    const odd = { receipt: receipt('UJE-6T1W9ZB'), kind: key.kind };
    await ledgers.transactions.recordTransaction(kept(aTransactionNotice(odd)), true);
    expect(await ledgers.index.transactionsUnder('receipt#UJE6T1W9ZB')).toEqual([odd]);
  });

  it('knows under which other shortcodes a transaction was told', async () => {
    await ledgers.transactions.recordTransaction(kept(aTransactionNotice()), true);
    const other = { shortcode: shortcode('600222'), shortcodeAssumed: true, channel: 'stk' } as const;
    await ledgers.transactions.recordTransaction(kept(aTransactionNotice(other)), true);
    expect(await ledgers.transactions.transactions([key])).toMatchObject([
      { shortcode: '600111', alsoToldUnder: ['600222'] },
    ]);
  });

  it('knows whose URLs told of a transaction, also beside a notice of which that was never noted', async () => {
    await ledgers.transactions.recordTransaction(c2b, true);
    expect(await ledgers.transactions.transactions([key])).toMatchObject([{ shortcode: '600111' }]);
    const others = { shortcode: shortcode('600222'), shortcodeAssumed: true, channel: 'stk' } as const;
    for (const toldBy of ['acme', 'stranger'].map(partnerId)) {
      const told = kept(aTransactionNotice({ ...others, checkoutRequestId: crq }), { toldBy, hash: toldBy });
      await ledgers.transactions.recordTransaction(told, true);
    }
    const [head] = await ledgers.transactions.transactions([key]);
    expect(head?.tellers).toEqual([
      { shortcode: '600111', isStated: true },
      { shortcode: '600222', partnerId: 'acme' },
      { shortcode: '600222', partnerId: 'stranger' },
    ]);
    const [told] = await ledgers.transactions.attemptNotices([crq]);
    expect(told?.map(({ toldBy }) => toldBy).sort()).toEqual(['acme', 'stranger']);
  });

  it('lets nothing wait that brought no money', async () => {
    const failed = kept(aTransactionNotice({ outcome: 'failed', reference: 'INV-00418' }));
    await ledgers.transactions.recordTransaction(failed, true);
    expect(await ledgers.index.transactionsUnder(byReference)).toEqual([]);
    expect(await ledgers.transactions.dueUnmatched(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  });
});

describeLedgers('a transaction ledger, following STK pushes', (ledgers) => {
  it('keeps what was told of an attempt once', async () => {
    const cancelled = kept(anAttemptNotice());
    const undecided = kept(
      anAttemptNotice({ channel: 'stk-query', outcome: 'pending', failure: undefined as never }),
    );
    expect(await ledgers.transactions.recordAttempt(undecided)).toMatchObject({
      value: undecided.notice,
      isNew: true,
    });
    expect(await ledgers.transactions.recordAttempt(cancelled)).toMatchObject({
      value: cancelled.notice,
      isNew: true,
    });
    expect(await ledgers.transactions.recordAttempt(cancelled)).toMatchObject({ isNew: false });
    const [told] = await ledgers.transactions.attemptNotices([crq]);
    expect(told?.map(({ notice }) => notice.outcome).sort()).toEqual(['failed', 'pending']);
  });

  it('tells of a push by whom each notice was told, and of the money that it ended in', async () => {
    const toldBy = partnerId('acme');
    const own = kept(anAttemptNotice({ shortcode: shortcode('600111') }), { toldBy });
    await ledgers.transactions.recordAttempt(own);
    await ledgers.transactions.recordTransaction(stk, true);
    const unheardOf = checkoutRequestId('ws_CO_never');
    const [nothing, told] = await ledgers.transactions.attemptNotices([unheardOf, crq]);
    expect(nothing).toEqual([]);
    expect(told).toHaveLength(2);
    expect(told?.find(({ notice }) => notice.about === 'attempt')).toMatchObject({ toldBy });
    expect(told?.map(({ notice }) => notice)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ about: 'attempt', outcome: 'failed', shortcode: '600111' }),
        expect.objectContaining({ about: 'transaction', receipt: key.receipt }),
      ]),
    );
  });

  it('keeps the answer to a query once', async () => {
    const answer = kept({ about: 'query', channel: 'status', queryId: 'q-1', outcome: 'timeout' } as const);
    expect(await ledgers.transactions.recordQuery(answer)).toEqual({ value: answer.notice, isNew: true });
    expect(await ledgers.transactions.recordQuery(answer)).toEqual({ value: answer.notice, isNew: false });
  });
});
