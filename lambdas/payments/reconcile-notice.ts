import * as z from 'zod/mini';
import { dynamoQuarantine } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoStatusQueryLog } from '../../shared/adapters/dynamodb/status-query-log.ts';
import { s3JsonObjects } from '../../shared/adapters/s3/json-objects.ts';
import { sqsDelay } from '../../shared/adapters/sqs/delay.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { logger } from '../../shared/edge/logger.ts';
import { count } from '../../shared/edge/metrics.ts';
import { attributeOf, isRedelivered, queueEdge } from '../../shared/edge/queue.ts';
import { receiveCallback } from '../../shared/reconciliation/receive-callback.ts';
import { reconcileDependencies, reconcileEnvironment } from '../reconcile-dependencies.ts';

/** Woken by a callback on `payment-notices`. Keeps it, reconciles its payment and publishes what changed. */
const env = readEnvironment(z.extend(reconcileEnvironment, { QUARANTINE_BUCKET: z.string() }));
const { deps, document, tables, finish } = reconcileDependencies(env);
const receiving = {
  ...deps,
  quarantine: dynamoQuarantine(document, tables, s3JsonObjects(env.QUARANTINE_BUCKET)),
  statusQueryLog: dynamoStatusQueryLog(document, tables),
};

export const handler = queueEdge({
  read: (record) => {
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
  },
  handle: async (callback) => {
    const outcome = await receiveCallback(receiving, callback);
    count(outcome === 'accepted' ? 'NoticeAccepted' : 'NoticeQuarantined');
    if (outcome === 'accepted') return;
    logger.warn('callback quarantined', {
      reason: outcome,
      channel: callback.channel,
      requestId: callback.requestId,
    });
  },
  delay: sqsDelay(),
  afterBatch: finish,
});
