import { deflateSync, inflateSync } from 'node:zlib';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { IdempotencyStore } from '../../manager/idempotency-store.ts';
import { unlessRefused } from './rows.ts';
import { daysAfter, type Tables } from './tables.ts';

const storedAnswer = z.object({ status: z.int(), body: z.string() });
const requestRow = z.object({ requestHash: z.string(), answer: z.optional(z.instanceof(Uint8Array)) });

const keptDays = 1;
/** No function of the API runs longer. */
const abandonedAfterMs = 60_000;

const keyOf = (key: string) => ({ pk: `IDEMPOTENCY#${key}`, sk: 'REQUEST' });

/** Requests and their answers, in the reconciliation table. */
export const dynamoIdempotencyStore = (
  document: DynamoDBDocumentClient,
  { reconciliation: TableName }: Pick<Tables, 'reconciliation'>,
): IdempotencyStore => ({
  async begin(key, requestHash, now) {
    const Item = { ...keyOf(key), requestHash, begunAt: now, expiresAt: daysAfter(now, keptDays) };
    const put = new PutCommand({
      TableName,
      Item,
      ConditionExpression:
        'attribute_not_exists(pk) OR expiresAt <= :seconds OR (attribute_not_exists(answer) AND begunAt <= :abandoned)',
      ExpressionAttributeValues: {
        ':seconds': Math.floor(now / 1_000),
        ':abandoned': now - abandonedAfterMs,
      },
    });
    if ((await unlessRefused(document.send(put))) === 'saved') return 'new';
    const get = new GetCommand({ TableName, Key: keyOf(key), ConsistentRead: true });
    const known = (await document.send(get)).Item;
    // It was given up this very moment: the caller's next try is new.
    if (!known) return 'in_progress';
    const { requestHash: knownHash, answer } = requestRow.parse(known);
    if (knownHash !== requestHash) return 'mismatch';
    return answer ? { done: storedAnswer.parse(JSON.parse(inflateSync(answer).toString())) } : 'in_progress';
  },

  async complete(key, answer) {
    const update = new UpdateCommand({
      TableName,
      Key: keyOf(key),
      UpdateExpression: 'SET answer = :answer',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':answer': deflateSync(JSON.stringify(answer)) },
    });
    await unlessRefused(document.send(update));
  },

  async abandon(key) {
    await document.send(new DeleteCommand({ TableName, Key: keyOf(key) }));
  },
});
