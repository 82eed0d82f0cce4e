import { setTimeout as pause } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter, DeadLetters, Message, MessageSink } from '../../repair/dead-letters.ts';
import { sqsClient } from './client.ts';

const batchLimit = 10;
/** Together, in one call; half of what SQS takes, since attributes count as well. */
const batchBytes = 128 * 1024;
const holdSeconds = 30;
const maxTries = 4;

/** Dead letters in SQS. */
export const sqsDeadLetters = (QueueUrl: string, client: SQSClient = sqsClient()): DeadLetters => ({
  async depth() {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
      held: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    };
  },

  async take(limit) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(batchLimit, limit),
        VisibilityTimeout: holdSeconds,
        // Asks all of SQS's servers: without it a queue that is not empty may look so.
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    return Messages.map(
      ({ MessageId = '', Body = '', ReceiptHandle = '', Attributes, MessageAttributes }): DeadLetter => ({
        id: MessageId,
        body: Body,
        attributes: texts(MessageAttributes ?? {}),
        sentAt: Number(Attributes?.SentTimestamp ?? 0),
        handle: ReceiptHandle,
      }),
    );
  },

  giveBack: (letters) =>
    inBatches(letters, async (batch) => {
      const Entries = batch.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    }),

  remove: (letters) =>
    inBatches(letters, (batch) =>
      untilDone(batch, async (Entries) => {
        const command = new DeleteMessageBatchCommand({ QueueUrl, Entries: [...Entries] });
        return (await client.send(command)).Failed ?? [];
      }),
    ),
});

/** Sends to a queue in SQS, with the attributes as text. */
export const sqsMessageSink = (QueueUrl: string, client: SQSClient = sqsClient()): MessageSink => ({
  async send(messages) {
    for (const batch of batchesOf(messages)) {
      const entries = batch.map(({ body, attributes }, at) => ({
        Id: String(at),
        MessageBody: body,
        MessageAttributes: values(attributes),
      }));
      await untilDone(entries, async (Entries) => {
        const command = new SendMessageBatchCommand({ QueueUrl, Entries: [...Entries] });
        return (await client.send(command)).Failed ?? [];
      });
    }
  },
});

async function untilDone<Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  work: (
    entries: readonly Entry[],
  ) => Promise<readonly { Id?: string | undefined; Code?: string | undefined }[]>,
): Promise<void> {
  let rest = entries;
  for (let tries = 1; rest.length > 0; tries++) {
    const failures = await work(rest);
    if (failures.length === 0) return;
    const codes = [...new Set(failures.map(({ Code }) => Code ?? 'unknown'))].join(', ');
    if (tries === maxTries) throw new Error(`SQS refused ${failures.length} messages: ${codes}`);
    rest = rest.filter(({ Id }) => failures.some((failure) => failure.Id === Id));
    await pause(Math.random() * 100 * 2 ** tries);
  }
}

async function inBatches(
  letters: readonly DeadLetter[],
  work: (batch: { Id: string; ReceiptHandle: string }[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < letters.length; start += batchLimit) {
    const batch = letters.slice(start, start + batchLimit);
    await work(batch.map(({ handle }, at) => ({ Id: String(at), ReceiptHandle: handle })));
  }
}

function batchesOf(messages: readonly Message[]): readonly (readonly Message[])[] {
  const batches: Message[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.body);
    const last = batches.at(-1);
    if (last && last.length < batchLimit && bytes + size <= batchBytes) {
      last.push(message);
      bytes += size;
    } else {
      batches.push([message]);
      bytes = size;
    }
  }
  return batches;
}

const texts = (attributes: Readonly<Record<string, MessageAttributeValue>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, { StringValue = '' }]) => [name, StringValue]));

const values = (attributes: Readonly<Record<string, string>>): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
