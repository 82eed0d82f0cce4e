import { expect, it } from '@jest/globals';
import { dynamoHookDirectory } from '../../shared/adapters/dynamodb/hook-directory.ts';
import { memoryHookDirectory } from '../../shared/adapters/memory/hook-directory.ts';
import { partnerId, shortcode } from '../../shared/kernel/identifiers.ts';
import type { HookDirectory } from '../../shared/payments/hook-directory.ts';
import type { PartnerShortcode } from '../../shared/payments/payment-book.ts';
import { describeInStores } from '../support/stores-under-test.ts';

const aListing = (own: Partial<PartnerShortcode> = {}): PartnerShortcode => ({
  partnerId: partnerId('acme'),
  partnerName: 'Acme Buses',
  shortcode: shortcode('600111'),
  kind: 'paybill',
  expectsPayments: true,
  validation: 'accept_all',
  ...own,
});
const other = aListing({
  shortcode: shortcode('600222'),
  kind: 'till',
  expectsPayments: false,
  validation: 'check',
});

describeInStores<HookDirectory>(
  'a hook directory',
  { inMemory: memoryHookDirectory, inDynamo: dynamoHookDirectory },
  (hooks) => {
    it('knows a token by its hash until it is removed', async () => {
      const hook = { partnerId: partnerId('acme'), shortcode: shortcode('600111') };
      expect(await hooks.hook('a'.repeat(64))).toBeUndefined();
      await hooks.putHook('a'.repeat(64), hook);
      await hooks.putHook('b'.repeat(64), hook);
      expect(await hooks.hook('a'.repeat(64))).toEqual(hook);
      await hooks.removeHook('a'.repeat(64));
      expect(await hooks.hook('a'.repeat(64))).toBeUndefined();
      expect(await hooks.hook('b'.repeat(64))).toEqual(hook);
    });

    it('knows the shortcodes that are listed', async () => {
      await hooks.putShortcodes([aListing(), other]);
      expect(await hooks.shortcode(shortcode('600111'))).toEqual(aListing());
      expect(await hooks.shortcode(shortcode('600222'))).toEqual(other);
      expect(await hooks.shortcode(shortcode('600333'))).toBeUndefined();
    });

    it('follows a changed listing, and forgets what is listed no longer', async () => {
      await hooks.putShortcodes([aListing(), other]);
      await hooks.putShortcodes([
        aListing({ validation: 'check' }),
        aListing({ shortcode: shortcode('600333') }),
      ]);
      expect(await hooks.shortcode(shortcode('600111'))).toMatchObject({ validation: 'check' });
      expect(await hooks.shortcode(shortcode('600222'))).toBeUndefined();
      expect(await hooks.shortcode(shortcode('600333'))).toBeDefined();
      await hooks.putShortcodes([]);
      expect(await hooks.shortcode(shortcode('600111'))).toBeUndefined();
      await hooks.putShortcodes([other]);
      expect(await hooks.shortcode(shortcode('600222'))).toEqual(other);
    });

    it('takes more than a hundred shortcodes', async () => {
      const many = Array.from({ length: 130 }, (_, at) =>
        aListing({ shortcode: shortcode(String(700_000 + at)) }),
      );
      await hooks.putShortcodes(many);
      await hooks.putShortcodes(many.slice(0, 1));
      expect(await hooks.shortcode(shortcode('700000'))).toBeDefined();
      expect(await hooks.shortcode(shortcode('700129'))).toBeUndefined();
    });
  },
);
