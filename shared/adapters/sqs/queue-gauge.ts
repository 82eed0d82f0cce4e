import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { QueueGauge } from '../../manager/activity.ts';

/** SQS's own approximation; what is delayed counts as neither waiting nor in flight. */
export const sqsQueueGauge = (queueUrl: string): QueueGauge => {
  const client = new SQSClient();
  return {
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
  };
};
