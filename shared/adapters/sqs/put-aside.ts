import type { SQSClient } from '@aws-sdk/client-sqs';
import { sqsClient } from './client.ts';
import { sqsMessageSink } from './dead-letters.ts';

/** As a function is told of it, or as it makes it itself. */
interface Message {
  readonly body: string;
  readonly messageAttributes?: Readonly<Record<string, { readonly stringValue?: string | undefined }>>;
}

/** Puts a message into dead letters, as it is, with the reason as an attribute. */
export function sqsPutAside(deadLettersUrl: string, client: SQSClient = sqsClient()) {
  const deadLetters = sqsMessageSink(deadLettersUrl, client);
  return async ({ body, messageAttributes = {} }: Message, reason: string): Promise<void> => {
    const attributes = Object.fromEntries(
      Object.entries(messageAttributes).map(([name, { stringValue = '' }]) => [name, stringValue]),
    );
    await deadLetters.send([{ body, attributes: { ...attributes, reason } }]);
  };
}
