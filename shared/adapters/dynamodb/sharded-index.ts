import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { readCursor, writeCursor } from '../../kernel/cursor.ts';
import { getRows, type Row } from './rows.ts';
import type { Index } from './tables.ts';

const entry = z.object({ pk: z.string(), sk: z.string(), at: z.number(), shard: z.string() });
type Entry = z.infer<typeof entry>;
const cursorShape = z.record(z.string(), entry);

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
  const position = page.cursor ? readCursor(page.cursor, (place) => cursorShape.parse(place)) : {};
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

/** Rows of a sparse index within a time, newest first, as the table has them now. */
export async function newestRows(
  document: DynamoDBDocumentClient,
  source: { readonly table: string; readonly index: Index; readonly partitions: readonly string[] },
  { from, to }: { readonly from: number; readonly to: number },
  page: { readonly limit: number; readonly cursor?: string },
): Promise<IndexPage> {
  const { table, index, partitions } = source;
  const position = page.cursor ? readCursor(page.cursor, (place) => cursorShape.parse(place)) : {};
  const found = await Promise.all(
    partitions.map((shard) =>
      entriesOf(document, table, index, {
        shard,
        from,
        until: to,
        limit: page.limit,
        after: position[shard],
        isBackwards: true,
      }),
    ),
  );
  const entries = found.flat().sort((a, b) => b.at - a.at || (a.pk < b.pk ? -1 : 1));
  const taken = entries.slice(0, page.limit);
  const rows = await getRows(document, table, taken);
  // The index runs behind its table by a moment.
  const isThere = (row: Row) => partitions.includes(String(row[index.pk]));
  const isLast = taken.length < page.limit;
  const next = { ...position, ...Object.fromEntries(taken.map((last) => [last.shard, last])) };
  return { rows: rows.filter(isThere), ...(!isLast && { cursor: writeCursor(next) }) };
}

/** How many entries a partition of an index holds from a time on. */
export async function countFrom(
  document: DynamoDBDocumentClient,
  source: { readonly table: string; readonly index: Index; readonly partition: string },
  from: number,
): Promise<number> {
  const { table, index, partition } = source;
  let count = 0;
  let after: Row | undefined;
  do {
    const answer = await document.send(
      new QueryCommand({
        TableName: table,
        IndexName: index.name,
        Select: 'COUNT',
        KeyConditionExpression: `${index.pk} = :partition AND ${index.at} >= :from`,
        ExpressionAttributeValues: { ':partition': partition, ':from': from },
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    count += answer.Count ?? 0;
    after = answer.LastEvaluatedKey;
  } while (after);
  return count;
}

async function entriesOf(
  document: DynamoDBDocumentClient,
  table: string,
  index: Index,
  part: {
    shard: string;
    from?: number;
    until: number;
    limit: number;
    after: Entry | undefined;
    isBackwards?: boolean;
  },
): Promise<readonly Entry[]> {
  const { shard, from = 0, until, limit, after, isBackwards = false } = part;
  const answer = await document.send(
    new QueryCommand({
      TableName: table,
      IndexName: index.name,
      KeyConditionExpression: `${index.pk} = :shard AND ${index.at} BETWEEN :from AND :until`,
      ExpressionAttributeValues: { ':shard': shard, ':from': from, ':until': until },
      Limit: limit,
      ScanIndexForward: !isBackwards,
      ...(after && {
        ExclusiveStartKey: { pk: after.pk, sk: after.sk, [index.pk]: shard, [index.at]: after.at },
      }),
    }),
  );
  return (answer.Items ?? []).map((row) => entry.parse({ pk: row.pk, sk: row.sk, at: row[index.at], shard }));
}
