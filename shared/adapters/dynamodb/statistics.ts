import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { minuteOf, perMinute } from '../../reconciliation/per-minute.ts';
import type { Statistics } from '../../reconciliation/statistics.ts';
import { getRows, unlessRefused } from './rows.ts';
import { statisticsPartitions, type Tables } from './tables.ts';

/** Names that are no reserved words of DynamoDB, as `processed` is. */
const totalsRow = z.object({
  processedCount: z.int(),
  failedCount: z.int(),
  discrepancyCount: z.int(),
  processingMs: z.number(),
  lastProcessedAt: z.int(),
  since: z.int(),
  minuteNumber: z.int(),
  minuteCount: z.int(),
  /** The minute that was counted before; 0 while there was none. */
  earlierNumber: z.int(),
  earlierCount: z.int(),
});

const totalsSk = 'TOTALS';
const addToTotals =
  'ADD processedCount :processed, failedCount :failed, discrepancyCount :discrepancies, processingMs :ms';
const setTimes = 'SET lastProcessedAt = :at, since = if_not_exists(since, :at)';

/** The same minute goes on; a new one begins, and what was counted in the last one moves aside; the row is ahead of us. */
const additions = [
  {
    UpdateExpression: `${addToTotals}, minuteCount :processed ${setTimes}`,
    ConditionExpression: 'minuteNumber = :minute',
  },
  {
    UpdateExpression: `${addToTotals} ${setTimes}, minuteNumber = :minute, minuteCount = :processed, earlierNumber = if_not_exists(minuteNumber, :none), earlierCount = if_not_exists(minuteCount, :none)`,
    ConditionExpression: 'attribute_not_exists(minuteNumber) OR minuteNumber < :minute',
  },
  {
    UpdateExpression: `${addToTotals} ${setTimes}, minuteCount = minuteCount + :none`,
    ConditionExpression: 'minuteNumber > :minute',
  },
] as const;

/** Counters in the reconciliation table, spread over a few rows, since everybody adds to them. */
export function dynamoStatistics(
  document: DynamoDBDocumentClient,
  { reconciliation: TableName }: Pick<Tables, 'reconciliation'>,
): Statistics {
  return {
    async add({ processed, failed, discrepancies, processingMs, at }) {
      const pk = statisticsPartitions[Math.floor(Math.random() * statisticsPartitions.length)];
      const counted = { ':processed': processed, ':failed': failed, ':discrepancies': discrepancies };
      const times = { ':ms': processingMs, ':at': at, ':minute': minuteOf(at) };
      for (let tries = 0; tries < mostTries; tries++) {
        const { UpdateExpression, ConditionExpression } = additions[tries % additions.length] ?? additions[0];
        const none = UpdateExpression.includes(':none') && { ':none': 0 };
        const update = new UpdateCommand({
          TableName,
          Key: { pk, sk: totalsSk },
          UpdateExpression,
          ConditionExpression,
          ExpressionAttributeValues: { ...counted, ...times, ...none },
        });
        if ((await unlessRefused(document.send(update))) === 'saved') return;
      }
      throw new Error(`the statistics changed ${mostTries} times while they were added to`);
    },

    async totals(now) {
      const keys = statisticsPartitions.map((pk) => ({ pk, sk: totalsSk }));
      const totals = (await getRows(document, TableName, keys)).map((row) => totalsRow.parse(row));
      const minutes = totals.flatMap((row) => [
        { minute: row.minuteNumber, processed: row.minuteCount },
        { minute: row.earlierNumber, processed: row.earlierCount },
      ]);
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

/** Others may begin the same minute, or the next one, in between. */
const mostTries = 9;
