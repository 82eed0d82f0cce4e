import type { SQSEvent, SQSMessageAttribute, SQSRecordAttributes } from 'aws-lambda';
import type { MessageAttribute, ReceivedMessage } from '../aws/sqs-calls.ts';

/** The event that Lambda's poller makes of received messages. */
export function queueEvent(messages: readonly ReceivedMessage[], queueArn: string, region: string): SQSEvent {
  return {
    Records: messages.map(({ MessageAttributes: attributes = {}, ...message }) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes as unknown as SQSRecordAttributes,
      messageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, attribute(value)]),
      ),
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: region,
    })),
  };
}

function attribute(value: MessageAttribute): SQSMessageAttribute {
  return {
    ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
    ...(value.BinaryValue !== undefined && { binaryValue: value.BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: value.DataType as SQSMessageAttribute['dataType'],
  };
}
