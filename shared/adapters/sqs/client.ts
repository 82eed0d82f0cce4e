import { SQSClient } from '@aws-sdk/client-sqs';

let shared: SQSClient | undefined;

/** One client for all queues of a function, so that they share its connections. */
export function sqsClient(): SQSClient {
  shared ??= new SQSClient({
    maxAttempts: 5,
    // The URL only names the queue. Where SQS is, the region says, or the variable that puts it elsewhere.
    useQueueUrlAsEndpoint: false,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  });
  return shared;
}
