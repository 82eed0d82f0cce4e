import { describe, expect, it } from '@jest/globals';
import { memoryHookDirectory } from '../../../shared/adapters/memory/hook-directory.ts';
import { checkoutRequestId, partnerId, shortcode } from '../../../shared/kernel/identifiers.ts';
import type { Teller } from '../../../shared/mpesa/hook.ts';
import type { AboutAttempt } from '../../../shared/payments/reduce-attempt.ts';
import type { Received } from '../../../shared/payments/reduce-transaction.ts';
import { readAttempts } from '../../../shared/reconciliation/attempts-of.ts';
import { isAnothers, isAnothersMoney } from '../../../shared/reconciliation/whose-payment.ts';
import { anAttemptNotice } from '../../support/builders/a-notice.ts';
import { aPayment } from '../../support/builders/a-payment.ts';

const [acme, stranger] = [partnerId('acme'), partnerId('stranger')];
const [own, till, strangers, unlisted] = [
  shortcode('600111'),
  shortcode('600112'),
  shortcode('700222'),
  shortcode('777777'),
];

async function hooksOf(listed: readonly (readonly [typeof own, typeof acme])[]) {
  const hooks = memoryHookDirectory();
  const settings = { partnerName: 'A partner', kind: 'paybill', expectsPayments: true } as const;
  await hooks.putShortcodes(
    listed.map(([code, partner]) => ({
      ...settings,
      partnerId: partner,
      shortcode: code,
      validation: 'accept_all',
    })),
  );
  return hooks;
}
const bothListed = [
  [own, acme],
  [till, acme],
  [strangers, stranger],
] as const;
const onlyAcme = bothListed.slice(0, 2);

describe("whether a payment is another's than what was told", () => {
  const [byAcme, byStranger] = [{ partnerId: acme }, { partnerId: stranger }];
  it.each<[string, Parameters<typeof hooksOf>[0], typeof own | undefined, Partial<Teller>, boolean]>([
    ['at its own URL', bothListed, own, { shortcode: own, ...byAcme }, false],
    ["at another of its partner's URLs", bothListed, own, { shortcode: till, ...byAcme }, false],
    ["at another partner's URL", bothListed, own, { shortcode: strangers, ...byStranger }, true],
    ['there, taken off the list', onlyAcme, own, { shortcode: strangers, ...byStranger }, true],
    [
      "there, its shortcode now the payment's partner's",
      [
        [own, acme],
        [strangers, acme],
      ],
      own,
      { shortcode: strangers, ...byStranger },
      true,
    ],
    [
      'at its own URL, its shortcode moved to another partner',
      [[own, stranger]],
      own,
      { shortcode: own, ...byAcme },
      false,
    ],
    ['by an old row, under a shortcode of its partner', bothListed, own, { shortcode: till }, false],
    ['by an old row, under that of another', bothListed, own, { shortcode: strangers }, true],
    ['by an old row, under one off the list', onlyAcme, own, { shortcode: strangers }, false],
    ['where nobody lists what it names', bothListed, unlisted, { shortcode: own, ...byAcme }, false],
    ['where it names nothing', bothListed, undefined, { shortcode: own, ...byAcme }, false],
    ['in answer to a question of ours', bothListed, own, {}, false],
  ])('%s', async (_, listed, named, teller, expected) => {
    const hooks = await hooksOf(listed);
    expect(await isAnothers(hooks, named ? { shortcode: named } : {}, teller)).toBe(expected);
  });

  it.each<[string, Parameters<typeof isAnothersMoney>[2], boolean]>([
    ['old money, told under shortcodes of others', { shortcode: strangers }, true],
    ['old money, told under one of its own as well', { shortcode: strangers, alsoToldUnder: [till] }, false],
    ['old money without a shortcode', {}, false],
    ["another's", { shortcode: strangers, tellers: [{ shortcode: strangers, ...byStranger }] }, true],
    [
      'told by both',
      {
        tellers: [
          { shortcode: till, ...byAcme },
          { shortcode: strangers, ...byStranger },
        ],
      },
      false,
    ],
    [
      'told in part by an old row',
      { tellers: [{ shortcode: till }, { shortcode: strangers, ...byStranger }] },
      false,
    ],
  ])('money: %s', async (_, money, expected) => {
    expect(await isAnothersMoney(await hooksOf(bothListed), { shortcode: own }, money)).toBe(expected);
  });
});

describe('a payment whose own shortcode is off the list', () => {
  const crq = checkoutRequestId('ws_CO_1');
  const payment = aPayment({ shortcode: own, checkoutRequestId: crq });
  const [foreign, ownPending] = [
    { notice: anAttemptNotice({ shortcode: strangers }), toldBy: stranger, hash: 'a', receivedAt: 1 },
    {
      notice: anAttemptNotice({ shortcode: own, outcome: 'pending' }),
      toldBy: acme,
      hash: 'b',
      receivedAt: 2,
    },
  ] as const;
  const outcomeOf = async (...told: readonly Received<AboutAttempt>[]) => {
    const transactions = { attemptNotices: async () => [told] };
    const sources = { transactions, hooks: await hooksOf([[strangers, stranger]]) };
    return (await readAttempts(sources, payment, { attemptIds: [] }))[0]?.outcome;
  };

  it("is nobody's while only others tell of it, and its own partner's once its own URL told of it", async () => {
    expect(await outcomeOf(foreign)).toBe('failed');
    expect(await outcomeOf(foreign, ownPending)).toBe('pending');
  });
});
