import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { sqsClient } from './client.ts';

/** What a function is told of a message it was given. */
interface HeldMessage {
  readonly eventSourceARN: string;
  readonly receiptHandle: string;
}

/** Hides a message that a function holds for so long, from now on. */
export const sqsDelay =
  (client: SQSClient = sqsClient()) =>
  async ({ eventSourceARN, receiptHandle }: HeldMessage, seconds: number): Promise<void> => {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: urlOf(eventSourceARN),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.ceil(seconds),
      }),
    );
  };

/** A record names its queue by ARN, the API wants the URL: both are made of region, account and name. */
function urlOf(queueArn: string): string {
  const [, , , region, account, name] = queueArn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}
