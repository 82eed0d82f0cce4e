import { expect, it } from '@jest/globals';
import type { CredentialExpiring } from '../../../shared/events/credential-expiring.ts';
import { partnerId } from '../../../shared/kernel/identifiers.ts';
import {
  type BalanceStores,
  balanceStoresInDynamo,
  balanceStoresInMemory,
} from '../../support/balance-stores.ts';
import { acme, noon, paybill } from '../../support/builders/balances.ts';
import { describeInStores } from '../../support/stores-under-test.ts';

const aCall = (id: string, partner = acme) => ({
  id,
  partnerId: partner,
  shortcode: paybill,
  key: 'k',
  credential: 'c',
  enteredAt: noon,
});

const warning: CredentialExpiring = {
  type: 'credential.expiring',
  schema: 1,
  id: 'CREDENTIAL#acme#2026-09-11#1',
  aggregate: 'CREDENTIAL#acme#2026-09-11',
  version: 1,
  at: noon,
  data: { partnerId: 'acme', partnerName: 'Acme', ageDays: 75, expiresOn: '2026-12-10', slack: [] },
};

describeInStores<BalanceStores>(
  'a book of API operators',
  { inMemory: balanceStoresInMemory, inDynamo: balanceStoresInDynamo },
  (stores) => {
    it('begins with nothing known, and saves the successor of what it knows', async () => {
      const fresh = await stores.initiators.state('k');
      expect(fresh).toEqual({ key: 'k', facts: 0, version: 0 });
      const first = { ...fresh, inFlight: { callId: '1', until: noon }, version: 1 };
      const tries = await Promise.all(
        [1, 2].map((n) => stores.initiators.save(first, { call: aCall(`${n}`) })),
      );
      expect(tries.toSorted()).toEqual(['changed', 'saved']);
      expect(await stores.initiators.state('k')).toEqual(first);
      const calls = await Promise.all(['1', '2'].map((id) => stores.initiators.call(id)));
      expect(calls.filter((call) => call !== undefined)).toHaveLength(1);
    });

    it('knows who has asked in its name', async () => {
      for (const call of [aCall('1'), aCall('2', partnerId('bora')), aCall('3')])
        await stores.initiators.putCall(call);
      expect(await stores.initiators.partners('k')).toEqual(['acme', 'bora']);
      expect(await stores.initiators.partners('other')).toEqual([]);
      expect(await stores.initiators.call('2')).toEqual(aCall('2', partnerId('bora')));
    });

    it('gives a warning once', async () => {
      expect(await stores.initiators.warnOnce(warning)).toBe('saved');
      expect(await stores.initiators.warnOnce(warning)).toBe('changed');
      expect(await stores.facts()).toEqual([warning]);
    });
  },
);
