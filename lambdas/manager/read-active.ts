import * as z from 'zod/mini';
import { sqsQueueGauge } from '../../shared/adapters/sqs/queue-gauge.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { ok } from '../../shared/kernel/result.ts';
import { readActivity } from '../../shared/manager/activity.ts';
import { readActive } from '../../shared/manager/real-time-routes.ts';

/** Answers `GET /api/real-time-reconciliation/active`: what is worked on now, and what waits. */
const env = readEnvironment(
  z.object({ RECONCILIATIONS_QUEUE_URL: z.url(), PAYMENT_NOTICES_QUEUE_URL: z.url() }),
);
const queues = [env.PAYMENT_NOTICES_QUEUE_URL, env.RECONCILIATIONS_QUEUE_URL].map((url) =>
  sqsQueueGauge(url),
);

export const handler = httpEdge(readActive, async () =>
  ok({ success: true, ...(await readActivity(queues)) }),
);
