import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ConfigStore } from '../../balances/config-store.ts';
import { type BalanceConfig, type ConfigKey, configKey } from '../../balances/configuration.ts';
import { readCursor, writeCursor } from '../../kernel/cursor.ts';
import type { PartnerId, Shortcode } from '../../kernel/identifiers.ts';
import { syncRow } from './balance-partners.ts';
import { whileVersionIs } from './balance-rows.ts';
import { queryRows, type Row, writeTogether } from './rows.ts';
import { type Fields, identifier, maybe } from './schema.ts';
import type { Tables } from './tables.ts';

const config = z.object({
  partnerId: identifier<PartnerId>(),
  shortcode: maybe(identifier<Shortcode>()),
  account: maybe(z.string()),
  isEnabled: z.boolean(),
  checkIntervalMinutes: z.int(),
  lowBalanceThresholdMinor: maybe(z.int()),
  unusualDropMinor: maybe(z.int()),
  unusualDropHundredths: maybe(z.int()),
  recoveryMarginHundredths: z.int(),
  hasSlackWebhook: z.boolean(),
  slackChannel: maybe(z.string()),
  slackMentions: maybe(z.string()),
  notifies: z.object({ lowBalance: z.boolean(), unusualDrop: z.boolean(), balanceRecovery: z.boolean() }),
  version: z.int(),
  changedAt: z.int(),
} satisfies Fields<BalanceConfig>);

const read = (row: Row): BalanceConfig => config.parse(row);

/** One partition: rows are few, small, and seldom written; they are listed in its order. */
const pk = 'CONFIGS';
/** An id may hold any character; encoded, none of them is the separator. */
const prefixOf = (partnerId: PartnerId): string => `${encodeURIComponent(partnerId)}#`;
const keyOf = (partnerId: PartnerId, key: ConfigKey) => ({ pk, sk: `${prefixOf(partnerId)}${key}` });

const cursorShape = z.object({ sk: z.string() });

/** Rows of the configuration, in the balances table. */
export function dynamoConfigStore(
  document: DynamoDBDocumentClient,
  { balances: TableName }: Pick<Tables, 'balances'>,
): ConfigStore {
  const all = async () =>
    (
      await queryRows(document, {
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      })
    ).map(read);

  return {
    async get(partnerId, key) {
      const get = new GetCommand({ TableName, Key: keyOf(partnerId, key), ConsistentRead: true });
      const { Item } = await document.send(get);
      return Item && read(Item);
    },

    async ofPartner(partnerId) {
      const rows = await queryRows(document, {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :partner)',
        ExpressionAttributeValues: { ':pk': pk, ':partner': prefixOf(partnerId) },
      });
      return rows.map(read);
    },

    async page({ limit, cursor }) {
      const after = cursor && readCursor(cursor, (place) => cursorShape.parse(place)).sk;
      const answer = await document.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          Limit: limit,
          ...(after && { ExclusiveStartKey: { pk, sk: after } }),
        }),
      );
      const last = answer.LastEvaluatedKey?.sk;
      return {
        configs: (answer.Items ?? []).map(read),
        ...(last && { cursor: writeCursor({ sk: last }) }),
      };
    },

    async partners() {
      return [...new Set((await all()).map(({ partnerId }) => partnerId))];
    },

    async countEnabled() {
      return (await all()).filter(({ isEnabled }) => isEnabled).length;
    },

    save(row) {
      const Item = { ...keyOf(row.partnerId, configKey(row)), ...row };
      return writeTogether(document, [
        { Put: { TableName, Item, ...whileVersionIs(row.version - 1) } },
        { Put: { TableName, Item: syncRow(row.partnerId, row.changedAt) } },
      ]);
    },

    remove(row, at) {
      const Key = keyOf(row.partnerId, configKey(row));
      return writeTogether(document, [
        { Delete: { TableName, Key, ...whileVersionIs(row.version) } },
        { Put: { TableName, Item: syncRow(row.partnerId, at) } },
      ]);
    },
  };
}
