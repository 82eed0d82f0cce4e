import { expect, it } from '@jest/globals';
import { dynamoNotificationLog } from '../../shared/adapters/dynamodb/notification-log.ts';
import { memoryNotificationLog } from '../../shared/adapters/memory/notification-log.ts';
import type { NotificationLog } from '../../shared/alerts/notification-log.ts';
import { describeInStores } from '../support/stores-under-test.ts';

describeInStores<NotificationLog>(
  'a notification log',
  { inMemory: memoryNotificationLog, inDynamo: dynamoNotificationLog },
  (log) => {
    it('knows what was sent where', async () => {
      await log.record('balance/600111#1', 'here', 1_000);
      await log.record('balance/600111#1', 'here', 2_000);
      expect(await log.has('balance/600111#1', 'here')).toBe(true);
      expect(await log.has('balance/600111#1', 'there')).toBe(false);
      expect(await log.has('balance/600111#2', 'here')).toBe(false);
    });
  },
);
