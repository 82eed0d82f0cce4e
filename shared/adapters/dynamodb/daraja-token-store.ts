import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { DarajaTokenStore } from '../../payments/daraja-token-store.ts';
import { unlessRefused } from './rows.ts';
import type { Tables } from './tables.ts';

const tokenRow = z.object({ token: z.optional(z.string()), tokenExpiresAt: z.optional(z.int()) });

const keyOf = (appKey: string) => ({ pk: `TOKEN#${appKey}`, sk: 'TOKEN' });

/** Token and lease of each Daraja app, one row of the payments table. */
export const dynamoDarajaTokenStore = (
  document: DynamoDBDocumentClient,
  { payments: TableName }: Pick<Tables, 'payments'>,
): DarajaTokenStore => ({
  async read(appKey) {
    const get = new GetCommand({ TableName, Key: keyOf(appKey), ConsistentRead: true });
    const { token, tokenExpiresAt } = tokenRow.parse((await document.send(get)).Item ?? {});
    return token !== undefined && tokenExpiresAt !== undefined
      ? { token, expiresAt: tokenExpiresAt }
      : undefined;
  },

  async lease(appKey, now, leaseMs) {
    const update = new UpdateCommand({
      TableName,
      Key: keyOf(appKey),
      UpdateExpression: 'SET leasedUntil = :until',
      ConditionExpression: 'attribute_not_exists(leasedUntil) OR leasedUntil <= :now',
      ExpressionAttributeValues: { ':until': now + leaseMs, ':now': now },
    });
    return (await unlessRefused(document.send(update))) === 'saved';
  },

  async save(appKey, token, expiresAt) {
    await document.send(
      new UpdateCommand({
        TableName,
        Key: keyOf(appKey),
        UpdateExpression: 'SET #token = :token, tokenExpiresAt = :expiresAt REMOVE leasedUntil',
        ExpressionAttributeNames: { '#token': 'token' },
        ExpressionAttributeValues: { ':token': token, ':expiresAt': expiresAt },
      }),
    );
  },

  async release(appKey) {
    await document.send(
      new UpdateCommand({ TableName, Key: keyOf(appKey), UpdateExpression: 'REMOVE leasedUntil' }),
    );
  },

  async drop(appKey, token) {
    await unlessRefused(
      document.send(
        new UpdateCommand({
          TableName,
          Key: keyOf(appKey),
          UpdateExpression: 'REMOVE #token, tokenExpiresAt',
          ConditionExpression: '#token = :token',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: { ':token': token },
        }),
      ),
    );
  },
});
