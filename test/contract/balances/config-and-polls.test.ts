import { expect, it } from '@jest/globals';
import { partnerId, shortcode } from '../../../shared/kernel/identifiers.ts';
import { minutes } from '../../../shared/kernel/time.ts';
import {
  type BalanceStores,
  balanceStoresInDynamo,
  balanceStoresInMemory,
} from '../../support/balance-stores.ts';
import { aCheck, aConfig, acme, aPoll, noon, paybill, till } from '../../support/builders/balances.ts';
import { describeInStores } from '../../support/stores-under-test.ts';

const bora = partnerId('bora#1/ä');

describeInStores<BalanceStores>(
  'the configuration',
  { inMemory: balanceStoresInMemory, inDynamo: balanceStoresInDynamo },
  (stores) => {
    it('keeps rows by partner and key, whatever characters an id has', async () => {
      const all = aConfig({ low_balance_threshold: 1000, account: 'Working Account', slack_channel: '#a' });
      const own = aConfig({}, { shortcode: paybill });
      const others = aConfig({}, { partnerId: bora });
      for (const row of [all, own, others]) expect(await stores.configs.save(row)).toBe('saved');
      expect(await stores.configs.get(acme, 'all')).toEqual(all);
      expect(await stores.configs.get(acme, paybill)).toEqual(own);
      expect(await stores.configs.get(acme, till)).toBeUndefined();
      expect(await stores.configs.ofPartner(acme)).toEqual([own, all]);
      expect(await stores.configs.ofPartner(bora)).toEqual([others]);
      expect(await stores.configs.partners()).toEqual([acme, bora]);
    });

    it('saves the successor of what it knows only, and removes only what is still the same', async () => {
      const first = aConfig();
      const second = aConfig({ check_interval_minutes: 30 }, { version: 2 });
      expect(await stores.configs.save(second)).toBe('changed');
      await stores.configs.save(first);
      expect(await stores.configs.save(first)).toBe('changed');
      expect(await stores.configs.save(second)).toBe('saved');
      expect(await stores.configs.remove(first, noon)).toBe('changed');
      expect(await stores.configs.remove(second, noon)).toBe('saved');
      expect(await stores.configs.get(acme, 'all')).toBeUndefined();
    });

    it('lists rows page by page and counts those that are on', async () => {
      const codes = ['100', '200', '300', '400', '500'].map(shortcode);
      for (const code of codes)
        await stores.configs.save(aConfig({ enabled: code !== '300' }, { shortcode: code }));
      const first = await stores.configs.page({ limit: 2 });
      const second = await stores.configs.page({ limit: 2, cursor: first.cursor ?? '' });
      const third = await stores.configs.page({ limit: 2, cursor: second.cursor ?? '' });
      const listed = [first, second, third].flatMap(({ configs }) => configs.map((row) => row.shortcode));
      expect(listed).toEqual(codes);
      expect(third.cursor).toBeUndefined();
      expect(await stores.configs.countEnabled()).toBe(4);
    });

    it('marks the partner of every change until its polls follow', async () => {
      await stores.configs.save(aConfig());
      const [mark] = await stores.polls.unsynced(noon);
      expect(mark).toEqual({ partnerId: acme, markedAt: noon });
      await stores.configs.save(aConfig({}, { version: 2, changedAt: noon + 1 }));
      await stores.polls.markSynced(acme, noon);
      expect(await stores.polls.unsynced(noon + 1)).toEqual([{ partnerId: acme, markedAt: noon + 1 }]);
      await stores.polls.markSynced(acme, noon + 1);
      expect(await stores.polls.unsynced(noon + 1)).toEqual([]);
    });
  },
);

describeInStores<BalanceStores>(
  'a poll schedule',
  { inMemory: balanceStoresInMemory, inDynamo: balanceStoresInDynamo },
  (stores) => {
    it('finds what is due, oldest first, and nothing that is stopped or later', async () => {
      const due = aPoll({ nextDueAt: noon - 1 });
      const older = aPoll({ shortcode: till, nextDueAt: noon - 2 });
      const later = aPoll({ shortcode: shortcode('1'), nextDueAt: noon + 1 });
      const stopped = aPoll({
        shortcode: shortcode('2'),
        nextDueAt: noon - 3,
        stopped: { code: '8006', at: noon, scope: 'initiator', initiatorKey: 'k' },
      });
      for (const poll of [due, older, later, stopped]) expect(await stores.polls.save(poll)).toBe('saved');
      expect((await stores.polls.due(noon, { limit: 10 })).polls).toEqual([older, due]);
      expect(await stores.polls.ofPartner(acme)).toHaveLength(4);
      await stores.polls.remove(due);
      expect((await stores.polls.due(noon, { limit: 10 })).polls).toEqual([older]);
    });

    it('is claimed by one run only, together with its check', async () => {
      await stores.polls.save(aPoll());
      const next = aPoll({ nextDueAt: noon + minutes(15), version: 2 });
      const checks = [1, 2, 3].map((n) => aCheck({ id: `600111-${noon}-0000000${n}` }));
      const claims = await Promise.all(checks.map((check) => stores.polls.claim(next, check)));
      expect(claims.filter((claim) => claim === 'saved')).toHaveLength(1);
      const kept = await Promise.all(checks.map(({ id }) => stores.checks.get(id)));
      expect(kept.map((check) => check !== undefined)).toEqual(claims.map((claim) => claim === 'saved'));
      expect((await stores.polls.due(noon, { limit: 10 })).polls).toEqual([]);
    });

    it('gives out many page by page', async () => {
      const codes = Array.from({ length: 25 }, (_, n) => shortcode(String(1000 + n)));
      for (const code of codes) await stores.polls.save(aPoll({ shortcode: code }));
      const found = new Set<string>();
      let cursor: string | undefined;
      for (let pages = 0; pages < 10; pages++) {
        const page = await stores.polls.due(noon, { limit: 10, ...(cursor && { cursor }) });
        for (const poll of page.polls) {
          found.add(poll.shortcode);
          const next = { ...poll, nextDueAt: noon + 1, version: 2 };
          await stores.polls.claim(next, aCheck({ id: `${poll.shortcode}-${noon}-00000001` }));
        }
        cursor = page.cursor;
        if (!cursor) break;
      }
      expect(found.size).toBe(25);
    });

    it('remembers which directory it followed', async () => {
      expect(await stores.polls.directorySeen()).toBeUndefined();
      await stores.polls.saveDirectorySeen('a');
      expect(await stores.polls.directorySeen()).toBe('a');
    });
  },
);
