import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metricDimensions, metricNamespace } from '../../shared/edge/metric-catalogue.ts';

export interface SalioMetricOptions {
  /** @default Sum */
  readonly statistic?: 'Sum' | 'Maximum';
  /** @default 5 minutes */
  readonly period?: Duration;
}

/** A metric of the catalogue, of one stage. */
export const salioMetric = (
  name: MetricName,
  stage: string,
  { statistic = 'Sum', period = Duration.minutes(5) }: SalioMetricOptions = {},
): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName: name,
    dimensionsMap: metricDimensions(name, stage),
    statistic,
    period,
  });
