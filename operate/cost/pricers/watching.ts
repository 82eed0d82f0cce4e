import { metricsOn } from '../dashboard-metrics.ts';
import type { Line, Pricer } from '../line.ts';
import { listAt, valueAt } from '../resources.ts';
import { wordOf } from '../work.ts';

/** An alarm costs as much as the metrics it looks at. */
export const priceAlarms: Pricer = (alarms, { prices }) => {
  const metrics = alarms.reduce((sum, { properties }) => {
    const looked = listAt(properties, 'Metrics').filter((each) => valueAt(each, 'MetricStat') !== undefined);
    return sum + Math.max(1, looked.length);
  }, 0);
  return [standing('alarms', metrics, 'metrics looked at', prices.alarmPerMonth)];
};

/** What the free tier takes a dashboard for; a larger one costs the same and is not part of it. */
const smallDashboardMetrics = 50;

export const priceDashboards: Pricer = (dashboards, { prices }) => {
  const large = dashboards.filter(
    ({ properties }) => metricsOn(properties.DashboardBody) > smallDashboardMetrics,
  ).length;
  const [small, price] = [dashboards.length - large, prices.dashboardPerMonth];
  return [
    standing('dashboards', small, 'dashboards', price),
    standing(`dashboards of more than ${smallDashboardMetrics} metrics`, large, 'large dashboards', price),
  ];
};

export const priceMetricFilters: Pricer = (filters, { prices }) => [
  standing('metrics of logs', filters.length, 'metrics', prices.customMetricPerMonth),
];

/** Metrics that the functions write when all is well. One that tells of a fault costs only the hours in which it is written. */
export const priceWrittenMetrics: Pricer = (lambdas, { prices, usage }) => {
  const written = new Set(lambdas.flatMap((lambda) => usage.metrics[wordOf(lambda)] ?? []));
  return [standing('metrics of functions', written.size, 'metrics', prices.customMetricPerMonth)];
};

const standing = (what: string, quantity: number, unit: string, unitPrice: number): Line => ({
  ...{ service: 'CloudWatch', what, because: 'standing', quantity, unit, unitPrice },
});
