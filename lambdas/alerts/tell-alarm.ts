import type { SNSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { sqsWorkQueue } from '../../shared/adapters/sqs/work-queue.ts';
import { alarmFact } from '../../shared/alerts/alarm-notice.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { count } from '../../shared/edge/metrics.ts';
import { onion } from '../../shared/edge/onion.ts';
import type { AlarmChanged } from '../../shared/events/alarm-changed.ts';

/** Woken by a notice on the alarm topic. Puts it before those who run the stage, in Slack. */
const env = readEnvironment(z.object({ NOTIFICATIONS_QUEUE_URL: z.url() }));
const notifications = sqsWorkQueue<AlarmChanged>(env.NOTIFICATIONS_QUEUE_URL);

export const handler = onion<SNSEvent, void>().handler(async ({ Records: records }: SNSEvent) => {
  await notifications.send(
    records.map(({ Sns: { MessageId, Subject, Message, Timestamp } }) =>
      alarmFact({ messageId: MessageId, subject: Subject, text: Message, at: Date.parse(Timestamp) }),
    ),
  );
  count('AlarmsTold', records.length);
});
