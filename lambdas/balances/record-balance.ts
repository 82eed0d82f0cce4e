import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoHookDirectory } from '../../shared/adapters/dynamodb/hook-directory.ts';
import { dynamoQuarantine } from '../../shared/adapters/dynamodb/quarantine.ts';
import { s3JsonObjects } from '../../shared/adapters/s3/json-objects.ts';
import { sqsDelay } from '../../shared/adapters/sqs/delay.ts';
import { recordBalance } from '../../shared/balances/record-balance.ts';
import { callbackOf } from '../../shared/edge/callback.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { logger } from '../../shared/edge/logger.ts';
import { count } from '../../shared/edge/metrics.ts';
import { queueEdge } from '../../shared/edge/queue.ts';
import { markUnknownSources, sourceEnvironment, tellOfSource } from '../../shared/edge/source-address.ts';
import { rememberedHooks } from '../../shared/payments/remembered-hooks.ts';
import { balanceDependencies, balanceEnvironment } from '../balance-dependencies.ts';

/** Woken by a callback on `balance-results`. Keeps the reading, judges it and tells what people must hear. */
const env = readEnvironment(
  z.extend(balanceEnvironment, {
    PAYMENTS_TABLE: z.string(),
    QUARANTINE_BUCKET: z.string(),
    ...sourceEnvironment.shape,
  }),
);
const document = dynamoDocumentClient();
const tables = { payments: env.PAYMENTS_TABLE };
const { deps, gate, publish } = balanceDependencies(env, document);
const recording = {
  ...deps,
  gate,
  hooks: rememberedHooks(dynamoHookDirectory(document, tables), deps.clock),
  quarantine: dynamoQuarantine(document, tables, s3JsonObjects(env.QUARANTINE_BUCKET)),
};

const marked = markUnknownSources(env);

export const handler = queueEdge({
  read: (record) => marked(callbackOf(record)),
  handle: async (callback) => {
    const outcome = await recordBalance(recording, callback);
    if (outcome === 'synthetic') return;
    tellOfSource(callback, outcome);
    count(outcome === 'accepted' ? 'BalancesRecorded' : 'NoticesQuarantined');
    if (outcome === 'accepted') return;
    const { channel, requestId } = callback;
    logger.warn('callback quarantined', { reason: outcome, channel, requestId });
  },
  delay: sqsDelay(),
  afterBatch: publish,
});
