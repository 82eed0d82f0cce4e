import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** One per function; written as EMF when the invocation ends. */
export const metrics = new Metrics();

/** Adds to a counter of this invocation. */
export function count(name: string, value = 1): void {
  metrics.addMetric(name, MetricUnit.Count, value);
}
