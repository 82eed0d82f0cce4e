import type { SQSClient } from '@aws-sdk/client-sqs';
import { sqsClient } from './client.ts';
import { sqsMessageSink } from './dead-letters.ts';

/** What a function is told of a message it was given. */
interface HeldMessage {
  readonly body: string;
  readonly messageAttributes: Readonly<Record<string, { readonly stringValue?: string | undefined }>>;
}

/** Puts a message that a function holds into dead letters, as it is, with the reason as an attribute. */
export function sqsPutAside(deadLettersUrl: string, client: SQSClient = sqsClient()) {
  const deadLetters = sqsMessageSink(deadLettersUrl, client);
  return async ({ body, messageAttributes }: HeldMessage, reason: string): Promise<void> => {
    const attributes = Object.fromEntries(
      Object.entries(messageAttributes).map(([name, { stringValue = '' }]) => [name, stringValue]),
    );
    await deadLetters.send([{ body, attributes: { ...attributes, reason } }]);
  };
}
