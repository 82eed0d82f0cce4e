import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { PartnerId, Shortcode } from '../../kernel/identifiers.ts';
import type { Hook } from '../../mpesa/hook.ts';
import type { ForwardTargets } from '../../payments/forward.ts';
import type { HookDirectory } from '../../payments/hook-directory.ts';
import type { PartnerShortcode } from '../../payments/payment-book.ts';
import { getRows, type Row, type RowKey } from './rows.ts';
import { type Fields, identifier, maybe } from './schema.ts';
import type { Tables } from './tables.ts';

const hookRow = z.object({
  partnerId: identifier<PartnerId>(),
  shortcode: identifier<Shortcode>(),
} satisfies Fields<Hook>);

const targets = z.object({
  stk: maybe(z.string()),
  confirmation: maybe(z.string()),
  validation: maybe(z.string()),
} satisfies Fields<ForwardTargets>);

const settingsRow = z.object({
  partnerId: identifier<PartnerId>(),
  partnerName: z.string(),
  shortcode: identifier<Shortcode>(),
  kind: z.enum(['paybill', 'till']),
  expectsPayments: z.boolean(),
  validation: z.enum(['accept_all', 'check']),
  forwardTo: maybe(targets),
} satisfies Fields<PartnerShortcode>);

const listingRow = z.object({ shortcodes: z.array(identifier<Shortcode>()) });

const hookKey = (tokenSha256: string): RowKey => ({ pk: `HOOK#${tokenSha256}`, sk: 'HOOK' });
const settingsKey = (shortcode: Shortcode): RowKey => ({ pk: `SHORTCODE#${shortcode}`, sk: 'SETTINGS' });
/** Names all shortcodes that have settings, so that those no longer listed can be found and removed. */
const listingKey: RowKey = { pk: 'SHORTCODES', sk: 'LISTING' };

/** Callback tokens and shortcode settings, in the payments table. */
export function dynamoHookDirectory(
  document: DynamoDBDocumentClient,
  { payments: TableName }: Pick<Tables, 'payments'>,
): HookDirectory {
  const get = async (Key: RowKey): Promise<Row | undefined> =>
    (await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  const put = (Item: Row) => document.send(new PutCommand({ TableName, Item }));
  const remove = (Key: RowKey) => document.send(new DeleteCommand({ TableName, Key }));

  return {
    async hook(tokenSha256) {
      const row = await get(hookKey(tokenSha256));
      return row && hookRow.parse(row);
    },

    async putHook(tokenSha256, { partnerId, shortcode }) {
      await put({ ...hookKey(tokenSha256), partnerId, shortcode });
    },

    async removeHook(tokenSha256) {
      await remove(hookKey(tokenSha256));
    },

    async shortcode(shortcode) {
      const row = await get(settingsKey(shortcode));
      return row && settingsRow.parse(row);
    },

    async putShortcodes(listed) {
      const listing = await get(listingKey);
      const before = listing ? listingRow.parse(listing).shortcodes : [];
      const rows = await getRows(document, TableName, before.map(settingsKey));
      const known = new Map(rows.map((row) => settingsRow.parse(row)).map((row) => [row.shortcode, row]));
      const after = new Map(listed.map((settings) => [settings.shortcode, settings]));
      const changed = [...after.values()].filter(
        (settings) => !isSame(settings, known.get(settings.shortcode)),
      );
      const gone = before.filter((shortcode) => !after.has(shortcode));
      const isNamed = [...after.keys()].every((shortcode) => before.includes(shortcode));
      // Named before they are put, and until they are removed: a crash in between leaves none that nobody finds.
      if (!isNamed) await put({ ...listingKey, shortcodes: [...new Set([...before, ...after.keys()])] });
      await Promise.all(changed.map((settings) => put({ ...settingsKey(settings.shortcode), ...settings })));
      await Promise.all(gone.map((shortcode) => remove(settingsKey(shortcode))));
      if (gone.length > 0) await put({ ...listingKey, shortcodes: [...after.keys()] });
    },
  };
}

const isSame = (a: PartnerShortcode, b: PartnerShortcode | undefined): boolean =>
  b !== undefined && canonicalJson(a) === canonicalJson(b);
