import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { sha256 } from '../../kernel/canonical-json.ts';
import { iso } from '../../kernel/time.ts';
import {
  type Quarantine,
  type QuarantinedCallback,
  type QuarantineEntry,
  type QuarantineQuery,
  quarantineReasons,
  type ReplayMark,
} from '../../mpesa/quarantine.ts';
import type { JsonObjects } from '../s3/json-objects.ts';
import { queryRows, unlessRefused } from './rows.ts';
import { type Fields, maybe } from './schema.ts';
import { daysAfter, type Tables } from './tables.ts';

const callback = z.object({
  reason: z.enum(quarantineReasons),
  message: z.string(),
  channel: z.string(),
  body: z.string(),
  tokenSha256: z.string(),
  queryId: maybe(z.string()),
  sourceIp: maybe(z.string()),
  requestId: z.string(),
  receivedAt: z.int(),
  isStripped: maybe(z.boolean()),
} satisfies Fields<QuarantinedCallback>);
const indexRow = z.extend(z.omit(callback, { body: true }), {
  id: z.string(),
  replay: maybe(
    z.object({
      id: z.string(),
      by: z.string(),
      outcome: z.enum(['accepted', 'refused']),
    } satisfies Fields<ReplayMark>),
  ),
});

const keptDays = 400;
const dayMs = 86_400_000;

/** Whole callbacks as objects, and a row each in the payments table by which they are listed; both for 400 days. */
export function dynamoQuarantine(
  document: DynamoDBDocumentClient,
  { payments: TableName }: Pick<Tables, 'payments'>,
  objects: JsonObjects,
  clock: () => number = Date.now,
): Quarantine {
  const ofMonth = async (pk: string, query: QuarantineQuery): Promise<readonly QuarantineEntry[]> => {
    const { reason, since = 0, after } = query;
    const rows = await queryRows(
      document,
      {
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :since AND :last',
        ...(reason && { FilterExpression: 'reason = :reason' }),
        ExpressionAttributeValues: {
          ':pk': pk,
          ':since': String(since),
          ':last': after ?? '9',
          ...(reason && { ':reason': reason }),
        },
        ScanIndexForward: false,
      },
      // The one that the last page ended with comes once more.
      query.limit + 1,
    );
    return rows.map((row) => indexRow.parse(row)).filter(({ id }) => id !== after);
  };

  return {
    async put(refused) {
      const { body: _, ...listed } = refused;
      const id = idOf(refused);
      // The object first: a row must never lead to nothing.
      await objects.put(objectKey(id), refused);
      const fields = Object.entries({ id, ...listed, expiresAt: daysAfter(refused.receivedAt, keptDays) });
      const put = new UpdateCommand({
        TableName,
        Key: keyOf(id),
        UpdateExpression: `SET ${fields.map((_, at) => `#${at} = :${at}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(fields.map(([name], at) => [`#${at}`, name])),
        ExpressionAttributeValues: Object.fromEntries(fields.map(([, value], at) => [`:${at}`, value])),
      });
      await document.send(put);
    },

    async noteReplay(id, mark) {
      if (!idShape.test(id)) return;
      const note = new UpdateCommand({
        TableName,
        Key: keyOf(id),
        UpdateExpression: 'SET replay = :mark',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':mark': mark },
      });
      await unlessRefused(document.send(note));
    },

    async list(query) {
      const newest = query.after === undefined ? clock() : Number.parseInt(query.after, 10);
      const oldest = Math.max(query.since ?? 0, clock() - keptDays * dayMs);
      const found: QuarantineEntry[] = [];
      for (const pk of monthsBack(newest, oldest)) {
        if (found.length >= query.limit) break;
        found.push(...(await ofMonth(pk, { ...query, since: oldest })));
      }
      return found.slice(0, query.limit);
    },

    async entry(id) {
      if (!idShape.test(id)) return undefined;
      const get = new GetCommand({ TableName, Key: keyOf(id), ConsistentRead: true });
      const row = (await document.send(get)).Item;
      return row && indexRow.parse(row);
    },

    async get(id) {
      if (!idShape.test(id)) return undefined;
      const found = await objects.get(objectKey(id));
      return found === undefined ? undefined : callback.parse(found);
    },
  };
}

const idShape = /^\d{1,15}-[0-9a-f]{16}$/;

/** Sorts by time, and is the same for the same callback however often it is delivered. */
const idOf = ({ receivedAt, requestId, body }: QuarantinedCallback): string =>
  `${receivedAt}-${sha256(`${requestId}\n${body}`).slice(0, 16)}`;

/** Few enough partitions to list the newest across 400 days. */
const monthPk = (at: number): string => `QUARANTINE#${iso(at).slice(0, 7)}`;
const keyOf = (id: string) => ({ pk: monthPk(Number.parseInt(id, 10)), sk: id });
const objectKey = (id: string): string => `callbacks/${iso(Number.parseInt(id, 10)).slice(0, 10)}/${id}.json`;

function monthsBack(now: number, since: number): readonly string[] {
  const months: string[] = [];
  const month = new Date(now);
  month.setUTCDate(1);
  for (; month.getTime() + 31 * dayMs >= since; month.setUTCMonth(month.getUTCMonth() - 1)) {
    months.push(monthPk(month.getTime()));
  }
  return months;
}
