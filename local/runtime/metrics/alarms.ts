import type { Wired, Wiring } from '../assembly/wiring.ts';
import type { Dimensions } from './metric-log.ts';

export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

/** An alarm of the template; it sounds in AWS only. */
export interface LocalAlarm {
  readonly name: string;
  readonly description: string;
  readonly comparison: string;
  readonly threshold: number;
  /** One, or those of its formula. */
  readonly metrics: readonly WatchedMetric[];
}

export const readAlarms = (wiring: Wiring): readonly LocalAlarm[] =>
  wiring.all('AWS::CloudWatch::Alarm').map(({ resource, properties }) => ({
    name: resource.logicalId,
    description: properties.AlarmDescription,
    comparison: properties.ComparisonOperator,
    threshold: properties.Threshold,
    metrics: metricsOf(properties),
  }));

function metricsOf(alarm: Wired<'AWS::CloudWatch::Alarm'>['properties']): readonly WatchedMetric[] {
  const own = alarm.Namespace !== undefined && alarm.MetricName !== undefined ? [alarm] : [];
  return [...own, ...alarm.Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])].map((metric) => ({
    namespace: metric.Namespace ?? '',
    name: metric.MetricName ?? '',
    dimensions: Object.fromEntries(metric.Dimensions.map(({ Name, Value }) => [Name, Value])),
  }));
}
