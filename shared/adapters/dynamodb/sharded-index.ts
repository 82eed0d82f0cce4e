import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { getRows, type Row } from './rows.ts';
import type { Index } from './tables.ts';

const entry = z.object({ pk: z.string(), sk: z.string(), at: z.number(), shard: z.string() });
type Entry = z.infer<typeof entry>;
const cursorShape = z.record(z.string(), entry);
type Position = z.infer<typeof cursorShape>;

export interface IndexPage {
  readonly rows: readonly Row[];
  /** Where the next page begins; absent after the last one. */
  readonly cursor?: string;
}

/** Rows of a sparse, sharded index up to a time, oldest first, as the table has them now. */
export async function oldestRows(
  document: DynamoDBDocumentClient,
  source: { readonly table: string; readonly index: Index; readonly partitions: readonly string[] },
  until: number,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<IndexPage> {
  const { table, index, partitions } = source;
  const position = page.cursor ? readCursor(page.cursor) : {};
  const found = await Promise.all(
    partitions.map((shard) =>
      entriesOf(document, table, index, { shard, until, limit: page.limit, after: position[shard] }),
    ),
  );
  const entries = found.flat().sort((a, b) => a.at - b.at || (a.pk < b.pk ? -1 : 1));
  const taken = entries.slice(0, page.limit);
  const rows = await getRows(document, table, taken);
  // The index runs behind its table by a moment: what is no longer due there is not due.
  const isDue = (row: Row) => typeof row[index.at] === 'number' && (row[index.at] as number) <= until;
  const isLast = taken.length < page.limit;
  const next = { ...position, ...Object.fromEntries(taken.map((last) => [last.shard, last])) };
  return { rows: rows.filter(isDue), ...(!isLast && { cursor: writeCursor(next) }) };
}

async function entriesOf(
  document: DynamoDBDocumentClient,
  table: string,
  index: Index,
  part: { shard: string; until: number; limit: number; after: Entry | undefined },
): Promise<readonly Entry[]> {
  const { shard, until, limit, after } = part;
  const answer = await document.send(
    new QueryCommand({
      TableName: table,
      IndexName: index.name,
      KeyConditionExpression: `${index.pk} = :shard AND ${index.at} <= :until`,
      ExpressionAttributeValues: { ':shard': shard, ':until': until },
      Limit: limit,
      ...(after && {
        ExclusiveStartKey: { pk: after.pk, sk: after.sk, [index.pk]: shard, [index.at]: after.at },
      }),
    }),
  );
  return (answer.Items ?? []).map((row) => entry.parse({ pk: row.pk, sk: row.sk, at: row[index.at], shard }));
}

const writeCursor = (position: Position): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');
const readCursor = (cursor: string): Position =>
  cursorShape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
