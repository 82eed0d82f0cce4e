import { deflateSync, inflateSync } from 'node:zlib';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { WatchMarkStore } from '../../payments/watch-mark.ts';
import type { Row, RowKey } from './rows.ts';
import type { Tables } from './tables.ts';

const watermarkRow = z.object({ watermark: z.int() });
const comparisonRow = z.object({ comparedAt: z.int(), digests: z.instanceof(Uint8Array) });
const buckets = z.record(z.string(), z.string());

const watermarkKey: RowKey = { pk: 'WATCH', sk: 'WATERMARK' };
const comparisonKey: RowKey = { pk: 'WATCH', sk: 'COMPARISON' };

/** A row each in the payments table; the digests are compressed, since they may be written every minute. */
export function dynamoWatchMarkStore(
  document: DynamoDBDocumentClient,
  { payments: TableName }: Pick<Tables, 'payments'>,
): WatchMarkStore {
  const get = async (Key: RowKey): Promise<Row | undefined> =>
    (await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  const put = async (Item: Row): Promise<void> => {
    await document.send(new PutCommand({ TableName, Item }));
  };

  return {
    async watermark() {
      const row = await get(watermarkKey);
      return row && watermarkRow.parse(row).watermark;
    },

    saveWatermark: (watermark) => put({ ...watermarkKey, watermark }),

    async comparison() {
      const row = await get(comparisonKey);
      if (!row) return undefined;
      const { comparedAt, digests } = comparisonRow.parse(row);
      return { at: comparedAt, buckets: buckets.parse(JSON.parse(inflateSync(digests).toString())) };
    },

    async saveComparison({ at, buckets: told }) {
      await put({ ...comparisonKey, comparedAt: at, digests: deflateSync(JSON.stringify(told)) });
    },
  };
}
