import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type ChainHead, nextLink } from '../../kernel/hash-chain.ts';
import type { ActionBegun, ActionEnded } from '../../repair/action.ts';
import type { ActionLog } from '../../repair/action-log.ts';
import { backOff, queryRows, writeTogether } from './rows.ts';
import type { Fields } from './schema.ts';
import { eventPrefix, eventSk, type Tables } from './tables.ts';

const link = { version: z.int(), previousHash: z.string(), hash: z.string() };
const actionEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('begun'),
    action: z.string(),
    at: z.int(),
    command: z.string(),
    by: z.string(),
    why: z.string(),
    selection: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
    count: z.int(),
    ids: z.array(z.string()),
    ...link,
  } satisfies Fields<ActionBegun> & typeof link),
  z.object({
    kind: z.literal('ended'),
    action: z.string(),
    at: z.int(),
    outcome: z.enum(['done', 'partly', 'failed']),
    counts: z.record(z.string(), z.number()),
    ids: z.array(z.string()),
    ...link,
  } satisfies Fields<ActionEnded> & typeof link),
]);
const eventRow = z.object({ event: actionEvent });
const headRow = z.object({ version: z.int(), hash: z.string() });

const pk = 'ACTIONS';
const headKey = { pk, sk: 'HEAD' };
const maxTries = 12;

/** What operators did, in one partition of the reconciliation table. */
export function dynamoActionLog(
  document: DynamoDBDocumentClient,
  { reconciliation: TableName }: Pick<Tables, 'reconciliation'>,
): ActionLog {
  const readHead = async (): Promise<ChainHead | undefined> => {
    const get = new GetCommand({ TableName, Key: headKey, ConsistentRead: true });
    const row = (await document.send(get)).Item;
    return row && headRow.parse(row);
  };

  return {
    async append(content) {
      for (let tries = 1; ; tries++) {
        const head = await readHead();
        const event = nextLink(head, content);
        const saved = await writeTogether(document, [
          {
            Put: {
              TableName,
              Item: { ...headKey, version: event.version, hash: event.hash },
              ...whileHeadIs(head),
            },
          },
          {
            Put: {
              TableName,
              Item: { pk, sk: eventSk(event.version), event },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
        ]);
        if (saved === 'saved') return event;
        if (tries === maxTries)
          throw new Error('others write into the log of actions all the time; try again');
        await backOff(tries);
      }
    },

    async events(since = 0) {
      const head = await readHead();
      const rows = await queryRows(document, {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :events)',
        FilterExpression: 'event.#at >= :since',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':pk': pk, ':events': eventPrefix, ':since': since },
      });
      const events = rows.map((row) => eventRow.parse(row).event);
      return { events, ...(head && { head }) };
    },
  };
}

const whileHeadIs = (head: ChainHead | undefined) =>
  head
    ? {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': head.version },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
