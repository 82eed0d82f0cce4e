import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { minuteOf, perMinute } from '../../reconciliation/per-minute.ts';
import type { Statistics } from '../../reconciliation/statistics.ts';
import { queryRows } from './rows.ts';
import { daysAfter, statisticsPartitions, type Tables } from './tables.ts';

/** Names that are no reserved words of DynamoDB, as `processed` is. */
const totalsRow = z.object({
  processedCount: z.int(),
  failedCount: z.int(),
  discrepancyCount: z.int(),
  processingMs: z.number(),
  lastProcessedAt: z.int(),
  since: z.int(),
});
const minuteRow = z.object({ minuteNumber: z.int(), processedCount: z.int() });

const totalsSk = 'TOTALS';
const minuteSk = (minute: number): string => `MINUTE#${minute}`;

/** Counters in the reconciliation table, spread over a few rows, since everybody adds to them; minutes expire after a day. */
export function dynamoStatistics(
  document: DynamoDBDocumentClient,
  { reconciliation: TableName }: Pick<Tables, 'reconciliation'>,
): Statistics {
  return {
    async add({ processed, failed, discrepancies, processingMs, at }) {
      const pk = statisticsPartitions[Math.floor(Math.random() * statisticsPartitions.length)];
      const addToTotals = new UpdateCommand({
        TableName,
        Key: { pk, sk: totalsSk },
        UpdateExpression:
          'ADD processedCount :processed, failedCount :failed, discrepancyCount :discrepancies, processingMs :ms SET lastProcessedAt = :at, since = if_not_exists(since, :at)',
        ExpressionAttributeValues: {
          ':processed': processed,
          ':failed': failed,
          ':discrepancies': discrepancies,
          ':ms': processingMs,
          ':at': at,
        },
      });
      const addToMinute = new UpdateCommand({
        TableName,
        Key: { pk, sk: minuteSk(minuteOf(at)) },
        UpdateExpression: 'ADD processedCount :processed SET minuteNumber = :minute, expiresAt = :expiresAt',
        ExpressionAttributeValues: {
          ':processed': processed,
          ':minute': minuteOf(at),
          ':expiresAt': daysAfter(at, 1),
        },
      });
      await Promise.all([document.send(addToTotals), document.send(addToMinute)]);
    },

    async totals(now) {
      const found = await Promise.all(
        statisticsPartitions.map((pk) =>
          queryRows(document, {
            TableName,
            // Minutes sort before the totals: one read takes the last ones and these.
            KeyConditionExpression: 'pk = :pk AND sk >= :minute',
            ExpressionAttributeValues: { ':pk': pk, ':minute': minuteSk(minuteOf(now) - 1) },
          }),
        ),
      );
      const rows = found.flat();
      const totals = rows.filter(({ sk }) => sk === totalsSk).map((row) => totalsRow.parse(row));
      const minutes = rows
        .filter(({ sk }) => sk !== totalsSk)
        .map((row) => minuteRow.parse(row))
        .map(({ minuteNumber, processedCount }) => ({ minute: minuteNumber, processed: processedCount }));
      const sum = (field: 'processedCount' | 'failedCount' | 'discrepancyCount' | 'processingMs') =>
        totals.reduce((all, row) => all + row[field], 0);
      return {
        processed: sum('processedCount'),
        failed: sum('failedCount'),
        discrepancies: sum('discrepancyCount'),
        processingMs: sum('processingMs'),
        ...(totals.length > 0 && {
          lastProcessedAt: Math.max(...totals.map(({ lastProcessedAt }) => lastProcessedAt)),
          since: Math.min(...totals.map(({ since }) => since)),
        }),
        perMinute: perMinute(minutes, now),
      };
    },
  };
}
