import { describe, expect, it } from '@jest/globals';
import { putConfig, type WantedConfig } from '../../../shared/balances/change-config.ts';
import type { ListedShortcode } from '../../../shared/balances/coverage.ts';
import { partnerId, shortcode } from '../../../shared/kernel/identifiers.ts';
import { Unavailable } from '../../../shared/kernel/unavailable.ts';
import { balanceConfigBody } from '../../../shared/manager/balance-config.ts';
import { balanceStoresInMemory } from '../../support/balance-stores.ts';
import { acme, aListedShortcode, noon, paybill, till } from '../../support/builders/balances.ts';

const stranger = partnerId('stranger');
const strangersPaybill = shortcode('700222');
const listed = [
  aListedShortcode(),
  aListedShortcode({ shortcode: till, kind: 'till' }),
  aListedShortcode({ partnerId: stranger, shortcode: strangersPaybill }),
];

function changes() {
  const stored: string[] = [];
  const directory = { shortcodes: async (): Promise<readonly ListedShortcode[]> => listed };
  const webhooks = {
    put: async (_: string, __: string, url: string) => {
      stored.push(url);
      return 'stored' as const;
    },
    remove: async () => undefined,
  };
  const needs = { ...balanceStoresInMemory(), directory, webhooks, clock: () => noon };
  const put = (own: Partial<WantedConfig>) => {
    const fields = balanceConfigBody.parse({ partner_id: 'read from the name' });
    const webhook = 'https://hooks.slack.com/services/x';
    return putConfig(needs, { partnerId: acme, key: 'all', fields, webhook, isNew: true, ...own });
  };
  return { needs, put, stored };
}

describe('a row of the balance configuration', () => {
  it.each([{ key: 'all' }, { key: paybill }, { partnerId: stranger, key: strangersPaybill }] as const)(
    'is taken for whom an active partner lists: %j',
    async (name) => {
      const { needs, put } = changes();
      expect(await put(name)).toMatchObject({ ok: true });
      expect(await needs.configs.get(name.partnerId ?? acme, name.key)).toBeDefined();
    },
  );

  it.each([
    [
      { partnerId: partnerId('nobody') },
      'partner_id',
      'expected an active partner of the operations database that lists shortcodes',
    ],
    [{ key: strangersPaybill }, 'shortcode', "expected one of the partner's shortcodes: 600111, 9000111"],
    [
      { key: strangersPaybill, isNew: false },
      'shortcode',
      "expected one of the partner's shortcodes: 600111, 9000111",
    ],
  ] as const)('is refused where nobody lists it: %j', async (name, field, message) => {
    const { needs, put, stored } = changes();
    const error = { kind: 'invalid_input', errors: [{ field, message }] };
    expect(await put(name)).toEqual({ ok: false, error });
    expect(await needs.configs.partners()).toEqual([]);
    expect(stored).toEqual([]);
  });

  it('can still be changed when its shortcode is no longer listed', async () => {
    const { needs, put } = changes();
    await put({ key: till });
    needs.directory.shortcodes = async () => listed.slice(0, 1);
    expect(await put({ key: till, isNew: false })).toMatchObject({ ok: true, value: { version: 2 } });
  });

  it("is not saved while the operator's database does not answer", async () => {
    const { needs, put, stored } = changes();
    needs.directory.shortcodes = () => Promise.reject(new Unavailable('MongoDB: no answer'));
    await expect(put({})).rejects.toThrow(Unavailable);
    expect(await needs.configs.partners()).toEqual([]);
    expect(stored).toEqual([]);
  });

  it('is not made twice', async () => {
    const { put } = changes();
    await put({ key: paybill });
    expect(await put({ key: paybill })).toEqual({
      ok: false,
      error: {
        kind: 'already_exists',
        detail: 'partner acme has a balance configuration 600111 already: PUT replaces it',
      },
    });
  });
});
