import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { NotificationLog } from '../../alerts/notification-log.ts';
import { daysAfter, type Tables } from './tables.ts';

const keptDays = 30;
const keyOf = (factId: string, destination: string) => ({ pk: `SENT#${factId}`, sk: destination });

/** What was sent, in the alerts table. */
export const dynamoNotificationLog = (
  document: DynamoDBDocumentClient,
  { alerts: TableName }: Pick<Tables, 'alerts'>,
): NotificationLog => ({
  async has(factId, destination) {
    const Key = keyOf(factId, destination);
    return (await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item !== undefined;
  },

  async record(factId, destination, now) {
    const Item = { ...keyOf(factId, destination), sentAt: now, expiresAt: daysAfter(now, keptDays) };
    await document.send(new PutCommand({ TableName, Item }));
  },
});
