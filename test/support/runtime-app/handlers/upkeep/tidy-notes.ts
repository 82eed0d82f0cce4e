import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const queues = new SQSClient({});

/** Woken by the schedule; leaves a trace of the time for which it ran. */
export const handler = async ({ time }: { readonly time: string }): Promise<{ readonly tidied: string }> => {
  if (time.startsWith('2001-')) throw new Error('too old');
  await queues.send(
    new SendMessageCommand({ QueueUrl: process.env.AUDITS_QUEUE_URL, MessageBody: `tidied ${time}` }),
  );
  return { tidied: time };
};
