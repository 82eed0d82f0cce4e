import { Metrics } from '@aws-lambda-powertools/metrics';
import { type MetricName, metricCatalogue, metricNamespace } from './metric-catalogue.ts';

type DimensionSet = 'stage' | 'service';

const service = process.env.POWERTOOLS_SERVICE_NAME ?? 'unknown';
const stage = process.env.STAGE ?? 'unknown';

/** Each set of dimensions is one record of EMF. */
const records: Readonly<Record<DimensionSet, Metrics>> = {
  stage: withDimensions(),
  service: withDimensions(),
};
records.service.setDefaultDimensions({ service });

function withDimensions(): Metrics {
  const metrics = new Metrics({ namespace: metricNamespace });
  // Powertools itself would make `service` a dimension of every metric, and each costs.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ stage });
  return metrics;
}

/** Of this invocation, by name. */
const values = new Map<MetricName, number>();

/** Adds to a counter of this invocation; 0 says that there was nothing, where silence would be no answer. */
export function count(name: MetricName, value = 1): void {
  values.set(name, (values.get(name) ?? 0) + value);
}

/** Says how much there is, in the catalogue's unit. */
export function gauge(name: MetricName, value: number): void {
  values.set(name, value);
}

/** Written once, when the invocation ends: Powertools' own middleware warns where nothing was counted. */
export function publishMetrics(): void {
  for (const [name, value] of values) {
    const known = metricCatalogue[name];
    records['service' in known ? 'service' : 'stage'].addMetric(name, known.unit, value);
  }
  values.clear();
  for (const [set, record] of Object.entries(records)) {
    if (!record.hasStoredMetrics()) continue;
    if (set === 'stage') record.addMetadata('service', service);
    record.publishStoredMetrics();
  }
}
