import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { NotificationQueue } from '../../alerts/notification-queue.ts';
import { sqsClient } from './client.ts';
import { sqsPutAside } from './put-aside.ts';

const longestDelaySeconds = 900;

/** The attribute that keeps when a message was first sent. */
export const waitingSinceAttribute = 'waiting_since';

/** Sends to the queue itself, and puts aside into its dead letters with the attribute `reason`. */
export const sqsNotificationQueue = (
  urls: { readonly queue: string; readonly deadLetters: string },
  client: SQSClient = sqsClient(),
): NotificationQueue => ({
  async send({ body, waitingSince }, delaySeconds) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: urls.queue,
        MessageBody: body,
        DelaySeconds: Math.min(longestDelaySeconds, Math.max(0, Math.ceil(delaySeconds))),
        MessageAttributes: {
          [waitingSinceAttribute]: { DataType: 'Number', StringValue: String(waitingSince) },
        },
      }),
    );
  },

  putAside: ({ body }, reason) => sqsPutAside(urls.deadLetters, client)({ body }, reason),
});
