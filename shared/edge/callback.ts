import type { SQSRecord } from 'aws-lambda';
import { sha256 } from '../kernel/canonical-json.ts';
import type { Callback } from '../mpesa/callback.ts';
import { parseReplay } from '../mpesa/replay.ts';
import { attributeOf, isRedelivered } from './queue.ts';

/**
 * A callback as API Gateway put it onto a queue: the body as it came, the rest as attributes. One that a person replays says
 * so, and bears only the hash of its token; nobody but API Gateway and operators may send to these queues.
 */
export function callbackOf(record: SQSRecord): Callback {
  const queryId = attributeOf(record, 'query_id');
  const sourceIp = attributeOf(record, 'source_ip');
  const channel = attributeOf(record, 'channel') ?? 'unknown';
  const replay = attributeOf(record, 'replay');
  return {
    channel: channel === 'unknown' ? (attributeOf(record, 'path') ?? channel) : channel,
    tokenSha256: attributeOf(record, 'token_sha256') ?? sha256(attributeOf(record, 'token') ?? ''),
    body: record.body,
    requestId: attributeOf(record, 'request_id') ?? record.messageId,
    receivedAt: Number(attributeOf(record, 'received_at') ?? record.attributes.SentTimestamp),
    // What is replayed may have been half done before.
    isRedelivered: isRedelivered(record) || replay !== undefined,
    ...(replay !== undefined && { replay: parseReplay(replay) }),
    ...(queryId !== undefined && { queryId }),
    ...(sourceIp !== undefined && { sourceIp }),
  };
}
