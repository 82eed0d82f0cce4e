import * as z from 'zod/mini';
import { sqsDelay } from '../../shared/adapters/sqs/delay.ts';
import { sqsPutAside } from '../../shared/adapters/sqs/put-aside.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { queueEdge } from '../../shared/edge/queue.ts';
import { reconcileRequest } from '../../shared/reconciliation/reconcile-request.ts';
import { parseReconcileRequest } from '../../shared/reconciliation/work-queue.ts';
import { reconcileDependencies, reconcileEnvironment } from '../reconcile-dependencies.ts';

/** Woken by a request on `reconciliations`: decide about a payment, or look again for the payment of what was parked. */
const env = readEnvironment(z.extend(reconcileEnvironment, { RECONCILIATIONS_DEAD_LETTERS_URL: z.url() }));
const { deps, finish } = reconcileDependencies(env);

export const handler = queueEdge({
  read: (record) => parseReconcileRequest(record.body),
  handle: (request) => reconcileRequest(deps, request),
  delay: sqsDelay(),
  putAside: sqsPutAside(env.RECONCILIATIONS_DEAD_LETTERS_URL),
  afterBatch: finish,
});
