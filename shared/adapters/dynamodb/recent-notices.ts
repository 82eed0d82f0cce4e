import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { CheckoutRequestId, Receipt } from '../../kernel/identifiers.ts';
import type { NoticeSubject, RecentNotices } from '../../payments/recent-notices.ts';
import { kind } from './notice-rows.ts';
import type { Row } from './rows.ts';
import { identifier } from './schema.ts';
import { noticePrefix, type Tables } from './tables.ts';

const subjectRow = z.object({
  notice: z.discriminatedUnion('about', [
    z.object({ about: z.literal('transaction'), receipt: identifier<Receipt>(), kind }),
    z.object({ about: z.literal('attempt'), checkoutRequestId: identifier<CheckoutRequestId>() }),
    z.object({ about: z.literal('query'), queryId: z.string() }),
  ]),
});

/** A scan of the payments table: no index orders notices by time, since no function asks for it. */
export const dynamoRecentNotices = (
  document: DynamoDBDocumentClient,
  { payments: TableName }: Pick<Tables, 'payments'>,
): RecentNotices => ({
  async *since(at) {
    let from: Row | undefined;
    do {
      const page = await document.send(
        new ScanCommand({
          TableName,
          FilterExpression: 'begins_with(sk, :notices) AND receivedAt >= :since',
          ExpressionAttributeValues: { ':notices': noticePrefix, ':since': at },
          ProjectionExpression: 'notice',
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      yield (page.Items ?? []).map((row): NoticeSubject => subjectRow.parse(row).notice);
      from = page.LastEvaluatedKey;
    } while (from);
  },
});
