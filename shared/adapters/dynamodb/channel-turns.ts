import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelTurns } from '../../alerts/channel-turns.ts';
import { unlessRefused } from './rows.ts';
import { daysAfter, type Tables } from './tables.ts';

const keptDays = 2;
/** Nobody knows when whoever holds it is done; most posts take less. */
const lookAgainMs = 200;
const keyOf = (channel: string) => ({ pk: `TURN#${channel}`, sk: 'TURN' });

/** Turns of each channel, one row of the alerts table. */
export const dynamoChannelTurns = (
  document: DynamoDBDocumentClient,
  { alerts: TableName }: Pick<Tables, 'alerts'>,
): ChannelTurns => ({
  async take(channel, now, leaseMs) {
    const heldUntil = now + leaseMs;
    const update = new UpdateCommand({
      TableName,
      Key: keyOf(channel),
      UpdateExpression: 'SET heldUntil = :until, expiresAt = :expiresAt REMOVE freeAt',
      ConditionExpression:
        '(attribute_not_exists(heldUntil) OR heldUntil <= :now) AND (attribute_not_exists(freeAt) OR freeAt <= :now)',
      ExpressionAttributeValues: {
        ':until': heldUntil,
        ':now': now,
        ':expiresAt': daysAfter(heldUntil, keptDays),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      await document.send(update);
      return { taken: true, heldUntil };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const freeAt = error.Item?.freeAt?.N;
      return { taken: false, freeAt: freeAt === undefined ? now + lookAgainMs : Number(freeAt) };
    }
  },

  async giveBack(channel, heldUntil, freeAt) {
    await unlessRefused(
      document.send(
        new UpdateCommand({
          TableName,
          Key: keyOf(channel),
          UpdateExpression: 'SET freeAt = :freeAt, expiresAt = :expiresAt REMOVE heldUntil',
          ConditionExpression: 'heldUntil = :held',
          ExpressionAttributeValues: {
            ':freeAt': freeAt,
            ':held': heldUntil,
            ':expiresAt': daysAfter(freeAt, keptDays),
          },
        }),
      ),
    );
  },
});
