import { expect, it } from '@jest/globals';
import type { Settlement } from '../../../shared/balances/check-ledger.ts';
import { settle } from '../../../shared/balances/settle.ts';
import { days, minutes } from '../../../shared/kernel/time.ts';
import {
  type BalanceStores,
  balanceStoresInDynamo,
  balanceStoresInMemory,
} from '../../support/balance-stores.ts';
import { aCheck, aConfig, anAccount, noon, paybill, till } from '../../support/builders/balances.ts';
import { describeInStores } from '../../support/stores-under-test.ts';

const config = aConfig({ low_balance_threshold: 1000 });
const always = { from: 0, to: noon + days(30) };

describeInStores<BalanceStores>(
  'a check ledger',
  { inMemory: balanceStoresInMemory, inDynamo: balanceStoresInDynamo },
  (stores) => {
    /** Opens a check and settles it with this balance. */
    async function read(availableMinor: number, at = noon, code = paybill): Promise<Settlement> {
      const check = aCheck({ shortcode: code, requestedAt: at, askedAt: at, status: 'asked' });
      await stores.checks.open(check);
      const accounts = [anAccount(availableMinor)];
      const outcome = { kind: 'accounts', accounts, completedAt: at } as const;
      const standing = await stores.checks.standing(code, at);
      const partnerSecretPrefix = 'partners/';
      const settlement = settle({ check, outcome, at, ...standing, config, partnerSecretPrefix });
      expect(await stores.checks.settle(settlement)).toBe('saved');
      return settlement;
    }

    it('keeps a check from its wish to its outcome', async () => {
      const { check, state, reading, alerts, facts } = await read(90_000);
      expect(await stores.checks.get(check.id)).toEqual(check);
      const standing = await stores.checks.standing(paybill, noon + 1);
      expect(standing).toEqual({ state, readings: [reading] });
      expect(await stores.checks.alert(alerts[0]?.id ?? '')).toEqual(alerts[0]);
      expect(await stores.facts()).toEqual(facts);
      expect(facts[0]).toMatchObject({ type: 'balance.alerted', aggregate: 'SHORTCODE#600111', version: 1 });
    });

    it('settles once, of all that try at the same time', async () => {
      const { check, state } = await read(90_000);
      const again = {
        check: { ...check, version: check.version },
        state,
        alerts: [],
        resolved: [],
        facts: [],
      };
      expect(await stores.checks.settle(again)).toBe('changed');
      expect(await stores.checks.get('600111-1-2')).toBeUndefined();
      expect(await stores.checks.get('nonsense')).toBeUndefined();
    });

    it('finds the reading before another, and those of the same second', async () => {
      for (const [at, amount] of [
        [noon, 100_000],
        [noon + minutes(2), 300_000],
        [noon + minutes(1), 200_000],
      ] as const)
        await read(amount, at);
      const before = (at: number) =>
        stores.checks.standing(paybill, at).then(({ readings }) => readings[0]?.accounts[0]?.availableMinor);
      expect(await before(noon - 1)).toBeUndefined();
      expect(await before(noon)).toBe(100_000);
      expect(await before(noon + minutes(1) - 1)).toBe(100_000);
      expect(await before(noon + minutes(5))).toBe(300_000);
    });

    it('shows open checks when they are overdue, and none that is settled or withdrawn', async () => {
      const open = aCheck();
      await stores.checks.open(open);
      expect(await stores.checks.overdue(noon + minutes(4), 10)).toEqual([]);
      expect(await stores.checks.overdue(noon + minutes(5), 10)).toEqual([open]);
      await stores.checks.postpone(open, noon + minutes(9));
      expect(await stores.checks.overdue(noon + minutes(8), 10)).toEqual([]);
      const asked = { ...open, status: 'asked', askedAt: noon + minutes(1), version: 2 } as const;
      expect(await stores.checks.save(asked)).toBe('saved');
      expect(await stores.checks.save(asked)).toBe('changed');
      expect(await stores.checks.overdue(noon + minutes(6), 10)).toEqual([asked]);
      await stores.checks.withdraw(open);
      expect(await stores.checks.get(open.id)).toEqual(asked);
      await stores.checks.withdraw(asked);
      expect(await stores.checks.get(open.id)).toBeUndefined();
    });

    it('lists settled checks of one shortcode and of all, newest first, within a time', async () => {
      for (const at of [noon, noon - days(1), noon - days(40)]) await read(500_000, at);
      await read(500_000, noon - 1, till);
      await stores.checks.open(aCheck({ requestedAt: noon + 5 }));
      const times = async (wanted: Parameters<typeof stores.checks.list>[0], limit = 10) =>
        (await stores.checks.list(wanted, { limit })).checks.map(({ requestedAt }) => requestedAt - noon);
      const own = { ...always, from: noon - days(60), shortcode: paybill };
      expect(await times(own)).toEqual([0, -days(1), -days(40)]);
      expect(await times({ ...own, from: noon - days(1) })).toEqual([0, -days(1)]);
      expect(await times({ ...own, to: noon - 1 })).toEqual([-days(1), -days(40)]);
      expect(await times({ from: noon - days(60), to: noon })).toEqual([0, -1, -days(1), -days(40)]);

      for (const wanted of [own, { from: noon - days(60), to: noon }]) {
        const pages: number[] = [];
        let cursor: string | undefined;
        do {
          const page = await stores.checks.list(wanted, { limit: 2, ...(cursor && { cursor }) });
          pages.push(...page.checks.map(({ requestedAt }) => requestedAt - noon));
          cursor = page.cursor;
        } while (cursor);
        expect(pages).toEqual(await times(wanted));
      }
    });

    it('resolves an alert once, and no longer waits for its balance to recover', async () => {
      const { alerts } = await read(90_000);
      const id = alerts[0]?.id ?? '';
      const first = await stores.checks.resolve({ alertId: id, at: noon + 1, by: 'amina' });
      expect(first).toMatchObject({ isResolved: true, resolvedBy: 'amina', resolvedAt: noon + 1 });
      const second = await stores.checks.resolve({ alertId: id, at: noon + 2, by: 'joe' });
      expect(second).toEqual(await stores.checks.alert(id));
      expect(second?.resolvedBy).toBe('amina');
      expect((await stores.checks.standing(paybill, noon)).state.openLow).toBeUndefined();
      expect(await stores.checks.resolve({ alertId: 'x', at: noon, by: 'joe' })).toBeUndefined();
    });

    it('resolves the low alert that a recovery ends', async () => {
      const low = await read(90_000);
      await read(130_000, noon + minutes(1));
      expect(await stores.checks.alert(low.alerts[0]?.id ?? '')).toMatchObject({
        isResolved: true,
        resolvedBy: 'system',
      });
      const ids = async (active?: boolean) =>
        (await stores.checks.alerts(active === undefined ? {} : { active }, { limit: 10 })).alerts.map(
          ({ alertType }) => alertType,
        );
      expect(await ids()).toEqual(['balance_recovery', 'low_balance']);
      expect(await ids(true)).toEqual([]);
    });

    it('counts today in East Africa, alerts that went to Slack once each, and active ones', async () => {
      const { alerts } = await read(90_000);
      await read(95_000, noon - days(1), till);
      for (const _ of [1, 2]) await stores.checks.markSlackSent(alerts[0]?.id ?? '');
      expect(await stores.checks.alert(alerts[0]?.id ?? '')).toMatchObject({ isSlackSent: true });
      expect(await stores.checks.figures(noon)).toEqual({ checksToday: 1, alertsSent: 1, activeAlerts: 2 });
    });
  },
);
