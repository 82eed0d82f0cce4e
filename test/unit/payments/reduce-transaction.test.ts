import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkoutRequestId, shortcode } from '../../../shared/kernel/identifiers.ts';
import type { NoticeChannel, TransactionNotice } from '../../../shared/mpesa/notice.ts';
import { type Received, reduceTransaction } from '../../../shared/payments/reduce-transaction.ts';
import { aTransactionNotice } from '../../support/builders/a-notice.ts';

let counter = 0;
const received = (own: Partial<TransactionNotice> = {}, receivedAt = 1_000): Received<TransactionNotice> => ({
  notice: aTransactionNotice(own),
  receivedAt,
  hash: String(counter++).padStart(64, '0'),
});

const stk: Partial<TransactionNotice> = {
  channel: 'stk',
  shortcode: shortcode('600999'),
  shortcodeAssumed: true,
  checkoutRequestId: checkoutRequestId('ws_CO_1'),
  phone: { clear: '254700000111' },
};

describe('reduceTransaction', () => {
  it('makes one transaction of an STK payment that arrived twice', () => {
    const c2b = received({ reference: 'INV-1', payerName: 'AMINA', phone: { sha256: 'ab' } }, 3_000);
    expect(reduceTransaction([received(stk, 2_000), c2b])).toEqual({
      receipt: 'UJE6T1W9ZB',
      kind: 'payment',
      direction: 'in',
      outcome: 'succeeded',
      currency: 'KES',
      amountMinor: 150_000,
      shortcode: '600111',
      alsoToldUnder: ['600999'],
      reference: 'INV-1',
      phone: { clear: '254700000111', sha256: 'ab' },
      payerName: 'AMINA',
      checkoutRequestIds: ['ws_CO_1'],
      sources: ['c2b', 'stk'],
      conflicts: [],
      firstReceivedAt: 2_000,
    });
  });

  it.each<[NoticeChannel, NoticeChannel]>([
    ['statement', 'status'],
    ['status', 'pull'],
    ['pull', 'c2b'],
    ['c2b', 'stk'],
  ])('believes %s before %s', (stronger, weaker) => {
    const notices = [
      received({ channel: weaker, amountMinor: 1, occurredAt: 1, payerName: 'weak' }),
      received({ channel: stronger, amountMinor: 2, occurredAt: 2, payerName: 'strong' }),
    ];
    expect(reduceTransaction(notices)).toMatchObject({
      amountMinor: 2,
      occurredAt: 2,
      payerName: 'strong',
      sources: [stronger, weaker],
    });
  });

  it('takes each field from whoever tells it', () => {
    const notices = [
      received({ channel: 'statement', amountMinor: 5, chargeMinor: 1 }),
      received({ channel: 'c2b', amountMinor: 5, reference: 'INV-1' }),
    ];
    expect(reduceTransaction(notices)).toMatchObject({ chargeMinor: 1, reference: 'INV-1' });
  });

  it('believes a final callback before a status answer that is not final yet', () => {
    const pending = received({ channel: 'status', outcome: 'pending', occurredAt: 1 });
    expect(reduceTransaction([pending, received({ occurredAt: 2 })])).toMatchObject({
      outcome: 'succeeded',
      occurredAt: 2,
      conflicts: [],
      sources: ['c2b'],
    });
    expect(reduceTransaction([pending])).toMatchObject({ outcome: 'pending', sources: ['status'] });
  });

  it('believes a final status answer before a callback, and marks that they disagree', () => {
    const failure = { code: 'Declined', reason: 'M-Pesa says that the transaction was declined.' };
    const declined = received({ channel: 'status', outcome: 'failed', failure });
    expect(reduceTransaction([received(), declined])).toMatchObject({
      outcome: 'failed',
      failure,
      conflicts: [
        {
          field: 'outcome',
          values: [
            { channel: 'c2b', value: 'succeeded' },
            { channel: 'status', value: 'failed' },
          ],
        },
      ],
    });
  });

  it('keeps no failure of what succeeded', () => {
    const failed = received({ channel: 'stk', outcome: 'failed', failure: { code: '1', reason: 'x' } });
    expect(reduceTransaction([failed, received()])).not.toHaveProperty('failure');
  });

  it('lets an assumed shortcode yield to a stated one, and contradict nothing', () => {
    const weakButStated = received({ channel: 'stk', shortcode: shortcode('600111') });
    const strongButAssumed = received({
      channel: 'status',
      shortcode: shortcode('600222'),
      shortcodeAssumed: true,
    });
    expect(reduceTransaction([strongButAssumed, weakButStated])).toMatchObject({
      shortcode: '600111',
      conflicts: [],
    });
    expect(reduceTransaction([strongButAssumed])).toMatchObject({ shortcode: '600222' });
  });

  it.each<[string, Partial<TransactionNotice>, Partial<TransactionNotice>, readonly [string, string]]>([
    ['amount', { amountMinor: 100 }, { amountMinor: 200 }, ['100', '200']],
    [
      'shortcode',
      { shortcode: shortcode('600111') },
      { shortcode: shortcode('600222') },
      ['600111', '600222'],
    ],
    ['direction', { direction: 'in' }, { direction: 'out' }, ['in', 'out']],
  ])('finds a conflict of %s', (field, c2b, status, [said, answered]) => {
    const notices = [received(c2b), received(c2b), received({ channel: 'status', ...status })];
    expect(reduceTransaction(notices).conflicts).toEqual([
      {
        field,
        values: [
          { channel: 'c2b', value: said },
          { channel: 'status', value: answered },
        ],
      },
    ]);
  });

  it('finds a conflict within one channel, too', () => {
    const notices = [received({ amountMinor: 100 }), received({ amountMinor: 200 })];
    expect(reduceTransaction(notices)).toMatchObject({ amountMinor: 100, conflicts: [{ field: 'amount' }] });
  });

  it('sees no conflict in what is merely not told', () => {
    const { amountMinor: _, ...untold } = aTransactionNotice({ channel: 'stk' });
    const notices = [{ notice: untold, receivedAt: 1, hash: 'a' }, received()];
    expect(reduceTransaction(notices)).toMatchObject({ amountMinor: 150_000, conflicts: [] });
  });

  it('knows every push that ended in it', () => {
    const ids = ['ws_CO_2', 'ws_CO_1', 'ws_CO_2'].map((id) =>
      received({ ...stk, checkoutRequestId: checkoutRequestId(id) }),
    );
    expect(reduceTransaction(ids).checkoutRequestIds).toEqual(['ws_CO_1', 'ws_CO_2']);
  });

  it('needs a notice', () => {
    expect(() => reduceTransaction([])).toThrow('at least one notice');
  });
});

describe('order and number of notices', () => {
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const notice = fc
    .record({
      channel: fc.constantFrom<NoticeChannel>('stk', 'c2b', 'status', 'pull', 'statement'),
      outcome: fc.constantFrom('succeeded', 'failed', 'pending'),
      direction: fc.constantFrom('in', 'out'),
      amountMinor: optional(fc.integer({ min: 1, max: 3 })),
      shortcode: optional(fc.constantFrom(shortcode('600111'), shortcode('600222'))),
      payerName: optional(fc.constantFrom('A', 'B')),
      phone: optional(fc.constantFrom({ clear: '1' }, { masked: '2' }, { sha256: '3' })),
      checkoutRequestId: optional(fc.constantFrom(checkoutRequestId('x'), checkoutRequestId('y'))),
      occurredAt: optional(fc.integer({ min: 1, max: 3 })),
    })
    .map((own) => aTransactionNotice(JSON.parse(JSON.stringify(own)) as Partial<TransactionNotice>));
  const notices = fc
    .array(fc.record({ notice, receivedAt: fc.nat(1_000) }), { minLength: 1, maxLength: 6 })
    .map((list) => list.map((item) => ({ ...item, hash: JSON.stringify(item) })));

  it('cannot matter', () => {
    const again = notices.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray([...list, ...list, ...list], { minLength: 3 * list.length }),
      ),
    );
    fc.assert(
      fc.property(again, ([list, shuffled]) => {
        expect(reduceTransaction(shuffled)).toEqual(reduceTransaction(list));
      }),
    );
  });
});
