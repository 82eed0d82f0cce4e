import type { SQSRecord } from 'aws-lambda';
import type { Callback } from '../mpesa/callback.ts';
import { attributeOf, isRedelivered } from './queue.ts';

/** A callback as API Gateway put it onto a queue: the body as it came, the rest as attributes. */
export function callbackOf(record: SQSRecord): Callback {
  const queryId = attributeOf(record, 'query_id');
  const sourceIp = attributeOf(record, 'source_ip');
  const channel = attributeOf(record, 'channel') ?? 'unknown';
  return {
    channel: channel === 'unknown' ? (attributeOf(record, 'path') ?? channel) : channel,
    token: attributeOf(record, 'token') ?? '',
    body: record.body,
    requestId: attributeOf(record, 'request_id') ?? record.messageId,
    receivedAt: Number(attributeOf(record, 'received_at') ?? record.attributes.SentTimestamp),
    isRedelivered: isRedelivered(record),
    ...(queryId !== undefined && { queryId }),
    ...(sourceIp !== undefined && { sourceIp }),
  };
}
