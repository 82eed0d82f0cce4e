import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ForwardLog } from '../../payments/forward-log.ts';
import { unlessRefused } from './rows.ts';
import { daysAfter, type Tables } from './tables.ts';

const keptDays = 30;
const keyOf = (id: string) => ({ pk: `FORWARD#${id}`, sk: 'FORWARD' });

/** What was posted on, in the payments table. */
export const dynamoForwardLog = (
  document: DynamoDBDocumentClient,
  { payments: TableName }: Pick<Tables, 'payments'>,
): ForwardLog => ({
  async claim(id, now, until) {
    const put = new PutCommand({
      TableName,
      Item: { ...keyOf(id), claimedUntil: until, expiresAt: daysAfter(now, keptDays) },
      ConditionExpression:
        'attribute_not_exists(pk) OR (attribute_not_exists(postedAt) AND claimedUntil <= :now)',
      ExpressionAttributeValues: { ':now': now },
    });
    if ((await unlessRefused(document.send(put))) === 'saved') return 'claimed';
    const get = new GetCommand({ TableName, Key: keyOf(id), ConsistentRead: true });
    return (await document.send(get)).Item?.postedAt === undefined ? 'taken' : 'posted';
  },

  async posted(id, now) {
    const Item = { ...keyOf(id), postedAt: now, expiresAt: daysAfter(now, keptDays) };
    await document.send(new PutCommand({ TableName, Item }));
  },

  async release(id, until) {
    const remove = new DeleteCommand({
      TableName,
      Key: keyOf(id),
      ConditionExpression: 'attribute_not_exists(postedAt) AND claimedUntil = :mine',
      ExpressionAttributeValues: { ':mine': until },
    });
    await unlessRefused(document.send(remove));
  },
});
