import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoStatistics } from '../../shared/adapters/dynamodb/statistics.ts';
import { sqsQueueGauge } from '../../shared/adapters/sqs/queue-gauge.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { ok } from '../../shared/kernel/result.ts';
import { readActivity } from '../../shared/manager/activity.ts';
import { readStats } from '../../shared/manager/real-time-routes.ts';
import { statisticsReport } from '../../shared/reconciliation/statistics-report.ts';

/** Answers `GET /api/real-time-reconciliation/stats`: what was reconciled since counting began, and what waits. */
const env = readEnvironment(
  z.object({
    RECONCILIATION_TABLE: z.string(),
    RECONCILIATIONS_QUEUE_URL: z.url(),
    PAYMENT_NOTICES_QUEUE_URL: z.url(),
  }),
);
const statistics = dynamoStatistics(dynamoDocumentClient(), { reconciliation: env.RECONCILIATION_TABLE });
const queues = [env.PAYMENT_NOTICES_QUEUE_URL, env.RECONCILIATIONS_QUEUE_URL].map((url) =>
  sqsQueueGauge(url),
);

export const handler = httpEdge(readStats, async () => {
  const now = Date.now();
  const [totals, activity] = await Promise.all([statistics.totals(now), readActivity(queues)]);
  return ok({ success: true, stats: statisticsReport(totals, activity, now) });
});
