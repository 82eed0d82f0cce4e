import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Check } from '../../balances/check.ts';
import type { Page } from '../../balances/check-ledger.ts';
import { readCursor, writeCursor } from '../../kernel/cursor.ts';
import type { Shortcode } from '../../kernel/identifiers.ts';
import { checkSk, checkSkAfter, readCheck, shortcodePk } from './balance-rows.ts';
import type { Row } from './rows.ts';

const cursorShape = z.object({ sk: z.string() });

/** Of one shortcode, strongly consistent; open ones are left out. */
export async function checksOf(
  document: DynamoDBDocumentClient,
  TableName: string,
  { shortcode, from, to }: { shortcode: Shortcode; from: number; to: number },
  page: Page,
) {
  const pk = shortcodePk(shortcode);
  const after = page.cursor && readCursor(page.cursor, (place) => cursorShape.parse(place));
  const checks: Check[] = [];
  let start: Row | undefined = after ? { pk, sk: after.sk } : undefined;
  do {
    const answer = await document.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        FilterExpression: 'attribute_exists(settledAt)',
        ExpressionAttributeValues: { ':pk': pk, ':from': checkSk(from), ':to': checkSkAfter(to) },
        ScanIndexForward: false,
        Limit: page.limit - checks.length,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    checks.push(...(answer.Items ?? []).map(readCheck));
    start = answer.LastEvaluatedKey;
  } while (start && checks.length < page.limit);
  const cursor = start && writeCursor({ sk: start.sk });
  return { checks, ...(cursor && { cursor }) };
}
