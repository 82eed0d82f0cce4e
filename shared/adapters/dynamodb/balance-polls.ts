import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ConfigKey } from '../../balances/configuration.ts';
import type { Poll, Stop } from '../../balances/poll.ts';
import type { PollSchedule } from '../../balances/poll-schedule.ts';
import type { PartnerId, Shortcode } from '../../kernel/identifiers.ts';
import { partnerPk, syncPartitions, syncSk } from './balance-partners.ts';
import { checkRow, whileVersionIs } from './balance-rows.ts';
import { queryRows, type Row, type RowKey, unlessRefused, writeTogether } from './rows.ts';
import { type Fields, identifier, maybe } from './schema.ts';
import { oldestRows } from './sharded-index.ts';
import { dueMark, duePartitions, indexes, type Tables } from './tables.ts';

const stop = z.object({
  code: z.string(),
  at: z.int(),
  scope: z.enum(['initiator', 'shortcode']),
  initiatorKey: maybe(z.string()),
} satisfies Fields<Stop>);

const poll = z.object({
  partnerId: identifier<PartnerId>(),
  partnerName: z.string(),
  shortcode: identifier<Shortcode>(),
  kind: z.enum(['paybill', 'till']),
  configKey: identifier<ConfigKey>(),
  intervalMinutes: z.int(),
  nextDueAt: z.int(),
  stopped: maybe(stop),
  version: z.int(),
} satisfies Fields<Poll>);

const read = (row: Row): Poll => poll.parse(row);
const syncMark = z.object({ partnerId: identifier<PartnerId>(), markedAt: z.int() });
const seenRow = z.object({ digest: z.string() });

const pollPrefix = 'POLL#';
const seenKey: RowKey = { pk: 'DIRECTORY', sk: 'SEEN' };
const syncLimit = 1_000;

const keyOf = ({ partnerId, shortcode }: Poll): RowKey => ({
  pk: partnerPk(partnerId),
  sk: `${pollPrefix}${shortcode}`,
});

/** A stopped poll is in no index. */
const rowOf = (value: Poll): Row & RowKey => ({
  ...keyOf(value),
  ...value,
  ...(!value.stopped && dueMark(value.shortcode, value.nextDueAt)),
});

/** Which shortcodes are polled and when, in the balances table: one partition per partner. */
export function dynamoPollSchedule(
  document: DynamoDBDocumentClient,
  { balances: TableName }: Pick<Tables, 'balances'>,
): PollSchedule {
  const put = (value: Poll) => ({ TableName, Item: rowOf(value), ...whileVersionIs(value.version - 1) });

  return {
    async ofPartner(partnerId) {
      const rows = await queryRows(document, {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :polls)',
        ExpressionAttributeValues: { ':pk': partnerPk(partnerId), ':polls': pollPrefix },
      });
      return rows.map(read);
    },

    save: (value) => unlessRefused(document.send(new PutCommand(put(value)))),

    async remove(value) {
      await document.send(new DeleteCommand({ TableName, Key: keyOf(value) }));
    },

    async due(now, page) {
      const source = { table: TableName, index: indexes.due, partitions: duePartitions };
      const { rows, cursor } = await oldestRows(document, source, now, page);
      return { polls: rows.map(read), ...(cursor && { cursor }) };
    },

    claim: (value, check) =>
      writeTogether(document, [
        { Put: put(value) },
        { Put: { TableName, Item: checkRow(check), ConditionExpression: 'attribute_not_exists(pk)' } },
      ]),

    async unsynced(now) {
      const source = { table: TableName, index: indexes.due, partitions: syncPartitions };
      const { rows } = await oldestRows(document, source, now, { limit: syncLimit });
      return rows.map((row) => syncMark.parse(row));
    },

    async markSynced(partnerId, markedAt) {
      const remove = new DeleteCommand({
        TableName,
        Key: { pk: partnerPk(partnerId), sk: syncSk },
        ConditionExpression: 'markedAt = :markedAt',
        ExpressionAttributeValues: { ':markedAt': markedAt },
      });
      await unlessRefused(document.send(remove));
    },

    async directorySeen() {
      const get = new GetCommand({ TableName, Key: seenKey, ConsistentRead: true });
      const { Item } = await document.send(get);
      return Item && seenRow.parse(Item).digest;
    },

    async saveDirectorySeen(digest) {
      await document.send(new PutCommand({ TableName, Item: { ...seenKey, digest } }));
    },
  };
}
