import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkoutRequestId, paymentId, receipt } from '../../shared/kernel/identifiers.ts';
import type { Allocation, TransactionHead } from '../../shared/payments/transaction.ts';
import { kept } from '../support/builders/a-kept-notice.ts';
import { aTransactionNotice } from '../support/builders/a-notice.ts';
import { describeLedgers } from '../support/ledgers-under-test.ts';

const crq = checkoutRequestId('ws_CO_14102026101530123700000111');
const notice = aTransactionNotice({ reference: 'INV-00418', checkoutRequestId: crq, channel: 'stk' });
const key = { receipt: notice.receipt, kind: notice.kind };
const byReference = 'reference#600111#INV00418';
const byAttempt = `crq#${crq}`;

const given = (to: string, rule: Allocation['rule'], amountMinor = 150_000): Allocation => ({
  paymentId: paymentId(to),
  amountMinor,
  rule,
});

describeLedgers('allocations', (ledgers) => {
  const record = async () => (await ledgers.transactions.recordTransaction(kept(notice), true)).value;
  const current = async () => {
    const [head] = await ledgers.transactions.transactions([key]);
    if (!head) throw new Error('the head is gone');
    return head;
  };
  const linksOf = async (id: string) => (await ledgers.reconciliations.read(paymentId(id))).links;
  const keysWaitedBy = async () => {
    const keys = [byAttempt, byReference];
    const found = await Promise.all(keys.map((each) => ledgers.index.transactionsUnder(each)));
    return keys.filter((_, at) => found[at]?.length === 1);
  };

  it('are saved with the head, and linked under each payment', async () => {
    const head = await record();
    const allocations = [given('pay-1', 'person', 100_000), given('pay-2', 'reference', 50_000)];
    expect(await ledgers.transactions.allocate(head, allocations)).toBe('saved');
    expect(await current()).toEqual({ ...head, allocations, version: 2 });
    expect(await linksOf('pay-1')).toEqual([{ transaction: key, amountMinor: 100_000, rule: 'person' }]);
    expect(await linksOf('pay-2')).toEqual([{ transaction: key, amountMinor: 50_000, rule: 'reference' }]);
  });

  it('are one link where a payment has two parts', async () => {
    const head = await record();
    await ledgers.transactions.allocate(head, [
      given('pay-1', 'reference', 50_000),
      given('pay-1', 'person', 100_000),
    ]);
    expect(await linksOf('pay-1')).toEqual([{ transaction: key, amountMinor: 150_000, rule: 'person' }]);
  });

  it('move from one payment to another in one step', async () => {
    await ledgers.transactions.allocate(await record(), [given('pay-1', 'reference')]);
    expect(await ledgers.transactions.allocate(await current(), [given('pay-2', 'receipt')])).toBe('saved');
    expect(await linksOf('pay-1')).toEqual([]);
    expect(await linksOf('pay-2')).toHaveLength(1);
  });

  it('leave the rows of stronger keys only', async () => {
    const head = await record();
    expect(await keysWaitedBy()).toEqual([byAttempt, byReference]);
    await ledgers.transactions.allocate(head, [given('pay-1', 'reference')]);
    expect(await keysWaitedBy()).toEqual([byAttempt]);
    await ledgers.transactions.allocate(await current(), [given('pay-1', 'receipt')]);
    expect(await keysWaitedBy()).toEqual([byAttempt]);
    await ledgers.transactions.allocate(await current(), [given('pay-1', 'checkout_request_id')]);
    expect(await keysWaitedBy()).toEqual([]);
  });

  it('give all rows back when the last one is taken away', async () => {
    await ledgers.transactions.allocate(await record(), [given('pay-1', 'person')]);
    expect(await keysWaitedBy()).toEqual([]);
    expect(await ledgers.transactions.allocate(await current(), [])).toBe('saved');
    expect(await keysWaitedBy()).toEqual([byAttempt, byReference]);
    expect(await linksOf('pay-1')).toEqual([]);
  });

  it('wait under a key that only a later notice told, if it is stronger', async () => {
    const c2b = kept(aTransactionNotice({ reference: 'INV-00418' }));
    const { value } = await ledgers.transactions.recordTransaction(c2b, true);
    await ledgers.transactions.allocate(value, [given('pay-1', 'reference')]);
    await record();
    expect(await keysWaitedBy()).toEqual([byAttempt]);
    expect((await current()).allocations).toEqual([given('pay-1', 'reference')]);
  });

  it('stay as they are when a notice corrects the amount', async () => {
    await ledgers.transactions.allocate(await record(), [given('pay-1', 'reference')]);
    const corrected = kept(aTransactionNotice({ channel: 'status', amountMinor: 120_000 }));
    const { value } = await ledgers.transactions.recordTransaction(corrected, true);
    expect(value).toMatchObject({
      amountMinor: 120_000,
      allocations: [given('pay-1', 'reference')],
      version: 3,
    });
  });

  it('are refused on a head that changed meanwhile', async () => {
    const stale = await record();
    await ledgers.transactions.recordTransaction(kept(aTransactionNotice({ channel: 'status' })), true);
    expect(await ledgers.transactions.allocate(stale, [given('pay-1', 'reference')])).toBe('changed');
    expect(await ledgers.transactions.allocate(stale, [])).toBe('changed');
    expect(await linksOf('pay-1')).toEqual([]);
  });

  it('keep out a notice whose teller does not know them, and let it in once it does', async () => {
    await ledgers.transactions.allocate(await record(), [given('pay-1', 'reference')]);
    const before = await current();
    const c2b = kept(aTransactionNotice({ amountMinor: 500 }));
    const told = (...owners: string[]) =>
      ledgers.transactions.recordTransaction(c2b, true, [], owners.map(paymentId));
    for (const answer of [await told(), await told('pay-2')]) {
      expect(answer).toEqual({ value: before, isNew: false, isGivenMeanwhile: true });
    }
    expect(await current()).toEqual(before);
    expect(await told('pay-2', 'pay-1')).toMatchObject({ isNew: true, value: { sources: ['c2b', 'stk'] } });
    expect(await told()).toEqual({ value: await current(), isNew: false });
  });

  it('keep out all who told at once that nobody had it, but the first', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        ledgers.transactions.recordTransaction(
          kept(aTransactionNotice({ payerName: `AMINA ${at}` })),
          true,
          [given(`pay-${at}`, 'reference')],
          [],
        ),
      ),
    );
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(answers.filter(({ isGivenMeanwhile }) => isGivenMeanwhile)).toHaveLength(9);
    expect(await current()).toMatchObject({ version: 1, allocations: [{ amountMinor: 150_000 }] });
  });

  it('are refused on a head that was never recorded', async () => {
    const head = await record();
    const unheardOf: TransactionHead = { ...head, receipt: receipt('NOSUCHONE1') };
    expect(await ledgers.transactions.allocate(unheardOf, [given('pay-1', 'reference')])).toBe('changed');
    expect(await ledgers.transactions.transactions([unheardOf])).toEqual([]);
  });

  it.each([
    ['more than there is', [given('pay-1', 'person', 100_000), given('pay-2', 'person', 50_001)]],
    ['nothing', [given('pay-1', 'person', 0)]],
    ['less than nothing', [given('pay-1', 'person', 150_001), given('pay-2', 'person', -1)]],
    ['parts of a cent', [given('pay-1', 'person', 0.5)]],
  ])('throw when they give %s', async (_, allocations) => {
    const head = await record();
    await expect(ledgers.transactions.allocate(head, allocations)).rejects.toThrow(/at most 150000/);
    expect(await current()).toEqual(head);
  });

  it('never exceed the amount, whoever allocates at the same time', async () => {
    const plan = fc.array(
      fc.record({
        to: fc.constantFrom('pay-1', 'pay-2', 'pay-3'),
        amountMinor: fc.integer({ min: 1, max: 150_000 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    let made = 0;
    const check = async (parts: readonly { to: string; amountMinor: number }[]): Promise<void> => {
      made += 1;
      const own = { ...key, receipt: receipt(`UJE6T${10_000 + made}`) };
      await ledgers.transactions.recordTransaction(kept({ ...notice, receipt: own.receipt }), true);
      const give = async ({ to, amountMinor }: { to: string; amountMinor: number }): Promise<void> => {
        for (;;) {
          const [head] = await ledgers.transactions.transactions([own]);
          const known = head?.allocations ?? [];
          const rest = 150_000 - known.reduce((sum, each) => sum + each.amountMinor, 0);
          if (!head || amountMinor > rest) return;
          if (
            (await ledgers.transactions.allocate(head, [...known, given(to, 'person', amountMinor)])) ===
            'saved'
          )
            return;
        }
      };
      await Promise.all(parts.map(give));
      const [head] = await ledgers.transactions.transactions([own]);
      const links = (await Promise.all(['pay-1', 'pay-2', 'pay-3'].map(linksOf))).flat();
      const linked = links
        .filter(({ transaction }) => transaction.receipt === own.receipt)
        .reduce((sum, link) => sum + link.amountMinor, 0);
      const allocated = head?.allocations.reduce((sum, each) => sum + each.amountMinor, 0);
      expect(allocated).toBeLessThanOrEqual(150_000);
      expect(linked).toBe(allocated);
      expect(head?.version).toBe(1 + (head?.allocations.length ?? 0));
    };
    await fc.assert(fc.asyncProperty(plan, check), { numRuns: 25 });
  });
});
