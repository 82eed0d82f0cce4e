import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueGauge } from '../../manager/activity.ts';
import { sqsClient } from './client.ts';

/** SQS's own approximation; what is delayed counts as neither waiting nor in flight. */
export const sqsQueueGauge = (queueUrl: string, client: SQSClient = sqsClient()): QueueGauge => ({
  async read() {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
      inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    };
  },
});
