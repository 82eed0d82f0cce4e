import * as z from 'zod/mini';
import { dynamoQuarantine } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoStatusQueryLog } from '../../shared/adapters/dynamodb/status-query-log.ts';
import { s3JsonObjects } from '../../shared/adapters/s3/json-objects.ts';
import { sqsDelay } from '../../shared/adapters/sqs/delay.ts';
import { sqsWorkQueue } from '../../shared/adapters/sqs/work-queue.ts';
import { callbackOf } from '../../shared/edge/callback.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { logger } from '../../shared/edge/logger.ts';
import { count } from '../../shared/edge/metrics.ts';
import { queueEdge } from '../../shared/edge/queue.ts';
import { markUnknownSources, sourceEnvironment, tellOfSource } from '../../shared/edge/source-address.ts';
import { Unavailable } from '../../shared/kernel/unavailable.ts';
import type { Callback } from '../../shared/mpesa/callback.ts';
import type { Forward } from '../../shared/payments/forward.ts';
import { receiveCallback } from '../../shared/reconciliation/receive-callback.ts';
import { balanceDependencies, balanceEnvironment } from '../balance-dependencies.ts';
import { reconcileDependencies, reconcileEnvironment } from '../reconcile-dependencies.ts';

/** Woken by a callback on `payment-notices`. Keeps it, reconciles its payment and publishes what changed. */
const env = readEnvironment(
  z.extend(reconcileEnvironment, {
    ...balanceEnvironment.shape,
    QUARANTINE_BUCKET: z.string(),
    FORWARDS_QUEUE_URL: z.url(),
    ...sourceEnvironment.shape,
  }),
);
const { deps, document, tables, finish } = reconcileDependencies(env);
const { gate, publish } = balanceDependencies(env, document);
const receiving = {
  ...deps,
  quarantine: dynamoQuarantine(document, tables, s3JsonObjects(env.QUARANTINE_BUCKET)),
  statusQueryLog: dynamoStatusQueryLog(document, tables),
  forwards: sqsWorkQueue<Forward>(env.FORWARDS_QUEUE_URL),
  gate,
};

const marked = markUnknownSources(env);

/** Once, when it comes for the first time. The answers to our own questions would hide that nobody calls us any more. */
function countAccepted({ channel, isRedelivered, replay }: Callback): void {
  const isNews = !isRedelivered || replay?.quarantined !== undefined;
  if (isNews && !channel.startsWith('status/')) count('NoticesAccepted');
}

export const handler = queueEdge({
  read: (record) => marked(callbackOf(record)),
  handle: async (callback) => {
    const outcome = await receiveCallback(receiving, callback).catch((error: unknown) => {
      // It is ours and it came, only MongoDB is away: it must not look as if nobody called.
      if (error instanceof Unavailable && !callback.isRedelivered) countAccepted(callback);
      throw error;
    });
    // Our own, sent to see that callbacks come through: neither money nor a stranger's.
    if (outcome === 'synthetic') return;
    tellOfSource(callback, outcome);
    if (outcome === 'accepted') return countAccepted(callback);
    count('NoticesQuarantined');
    logger.warn('callback quarantined', {
      reason: outcome,
      channel: callback.channel,
      requestId: callback.requestId,
    });
  },
  delay: sqsDelay(),
  afterBatch: async () => {
    await Promise.all([finish(), publish()]);
  },
});
