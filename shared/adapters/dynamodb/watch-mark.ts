import { deflateSync, inflateSync } from 'node:zlib';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { WatchMarkStore } from '../../payments/watch-mark.ts';
import type { Tables } from './tables.ts';

const markRow = z.object({
  watermark: z.int(),
  fullCheckAt: z.int(),
  fullCheckBegunAt: z.int(),
  digests: z.instanceof(Uint8Array),
});
const buckets = z.record(z.string(), z.string());

const Key = { pk: 'WATCH', sk: 'WATERMARK' };

/** One row of the payments table; the digests are compressed, since it is written every minute. */
export const dynamoWatchMarkStore = (
  document: DynamoDBDocumentClient,
  { payments: TableName }: Pick<Tables, 'payments'>,
): WatchMarkStore => ({
  async read() {
    const { Item } = await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    if (!Item) return undefined;
    const { digests, ...mark } = markRow.parse(Item);
    return { ...mark, buckets: buckets.parse(JSON.parse(inflateSync(digests).toString())) };
  },

  async save({ buckets, ...mark }) {
    const digests = deflateSync(JSON.stringify(buckets));
    await document.send(new PutCommand({ TableName, Item: { ...Key, ...mark, digests } }));
  },
});
