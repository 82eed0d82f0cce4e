import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { FactGroups } from '../../alerts/fact-groups.ts';
import { type GroupedFact, groupedFact } from '../../alerts/notification.ts';
import { backOff, queryRows, unlessRefused, writeTogether } from './rows.ts';
import { daysAfter, type Tables } from './tables.ts';

const waitingRow = z.object({ fact: groupedFact });
const timesRow = z.object({ plannedAt: z.exactOptional(z.int()), toldAt: z.exactOptional(z.int()) });

const keptDays = 30;
const deletesPerWrite = 25;
const maxTries = 8;

const pkOf = (group: string): string => `GROUP#${group}`;
const timesKey = (group: string) => ({ pk: pkOf(group), sk: 'TIMES' });
const waitingPrefix = 'WAITS#';
/** Thirteen digits sort as text as they do as numbers. */
const waitingSk = ({ at, id }: GroupedFact): string =>
  `${waitingPrefix}${String(at).padStart(13, '0')}#${id}`;
const seenKey = (group: string, { id }: GroupedFact) => ({ pk: `SEEN#${id}`, sk: group });

/** Groups in the alerts table: one partition each. */
export function dynamoFactGroups(
  document: DynamoDBDocumentClient,
  { alerts: TableName }: Pick<Tables, 'alerts'>,
): FactGroups {
  const remove = async (keys: readonly { readonly pk: string; readonly sk: string }[]): Promise<void> => {
    let rest = keys.map((Key) => ({ DeleteRequest: { Key } }));
    for (let tries = 1; rest.length > 0; tries++) {
      if (tries > maxTries) throw new Error(`${rest.length} rows of a group could not be deleted`);
      if (tries > 1) await backOff(tries);
      const write = new BatchWriteCommand({ RequestItems: { [TableName]: rest } });
      rest = ((await document.send(write)).UnprocessedItems?.[TableName] ?? []) as typeof rest;
    }
  };
  return {
    async add(group, fact, now) {
      const expiresAt = daysAfter(now, keptDays);
      await writeTogether(document, [
        {
          Put: {
            TableName,
            Item: { ...seenKey(group, fact), expiresAt },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        { Put: { TableName, Item: { pk: pkOf(group), sk: waitingSk(fact), fact, expiresAt } } },
      ]);
    },

    async waiting(group) {
      const rows = await queryRows(document, {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pkOf(group), ':prefix': waitingPrefix },
      });
      return rows.map((row) => waitingRow.parse(row).fact);
    },

    async told(group, facts, toldAt) {
      const keys = facts.map((fact) => ({ pk: pkOf(group), sk: waitingSk(fact) }));
      for (let start = 0; start < keys.length; start += deletesPerWrite)
        await remove(keys.slice(start, start + deletesPerWrite));
      await document.send(
        new UpdateCommand({
          TableName,
          Key: timesKey(group),
          UpdateExpression: 'SET toldAt = :at, expiresAt = :expiresAt',
          ExpressionAttributeValues: { ':at': toldAt, ':expiresAt': daysAfter(toldAt, keptDays) },
        }),
      );
    },

    async times(group) {
      const { Item = {} } = await document.send(
        new GetCommand({ TableName, Key: timesKey(group), ConsistentRead: true }),
      );
      return timesRow.parse(Item);
    },

    async plan(group, plannedAt, now) {
      const update = new UpdateCommand({
        TableName,
        Key: timesKey(group),
        UpdateExpression: 'SET plannedAt = :at, expiresAt = :expiresAt',
        ConditionExpression: 'attribute_not_exists(plannedAt) OR plannedAt <= :now',
        ExpressionAttributeValues: {
          ':at': plannedAt,
          ':now': now,
          ':expiresAt': daysAfter(plannedAt, keptDays),
        },
      });
      await unlessRefused(document.send(update));
    },
  };
}
