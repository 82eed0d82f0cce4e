import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { sha256 } from '../../kernel/canonical-json.ts';
import { iso } from '../../kernel/time.ts';
import { type Quarantine, type QuarantinedCallback, quarantineReasons } from '../../mpesa/quarantine.ts';
import type { JsonObjects } from '../s3/json-objects.ts';
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
} satisfies Fields<QuarantinedCallback>);
const indexRow = z.extend(z.omit(callback, { body: true }), { id: z.string() });

const keptDays = 400;
const dayMs = 86_400_000;

/** Whole callbacks as objects, and a row each in the payments table by which they are listed; both for 400 days. */
export function dynamoQuarantine(
  document: DynamoDBDocumentClient,
  { payments: TableName }: Pick<Tables, 'payments'>,
  objects: JsonObjects,
  clock: () => number = Date.now,
): Quarantine {
  const ofMonth = async (pk: string, Limit: number) => {
    const query = new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ScanIndexForward: false,
      Limit,
    });
    return ((await document.send(query)).Items ?? []).map((row) => indexRow.parse(row));
  };

  return {
    async put(refused) {
      const { body: _, ...listed } = refused;
      const id = idOf(refused);
      // The object first: a row must never lead to nothing.
      await objects.put(objectKey(id), refused);
      const expiresAt = daysAfter(refused.receivedAt, keptDays);
      const Item = { pk: monthPk(refused.receivedAt), sk: id, id, ...listed, expiresAt };
      await document.send(new PutCommand({ TableName, Item }));
    },

    async list(limit) {
      const now = clock();
      const found: z.infer<typeof indexRow>[] = [];
      for (const pk of monthsBack(now, now - keptDays * dayMs)) {
        if (found.length >= limit) break;
        found.push(...(await ofMonth(pk, limit - found.length)));
      }
      return found;
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
