import { Duration } from 'aws-cdk-lib';
import { MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageSettings } from '../stages.ts';

/** East Africa Time is three hours before UTC, summer and winter. */
const eastAfricaHours = 3;

type BusinessHours = NonNullable<StageSettings['operations']['businessHours']>;

/**
 * How many callbacks came, or 1 outside business hours. CloudWatch reads hours and days off the beginning of each period, in
 * UTC; `publish-events` counts none each time it runs, so that silence is a 0 and not a gap.
 */
export function quietInBusinessHours(
  { days, fromHour, toHour, quietMinutes }: BusinessHours,
  callbacks: (period: Duration) => Metric,
): MathExpression {
  const period = Duration.minutes(quietMinutes);
  const isOpen = [
    `(${days.map((day) => `DAY(callbacks) == ${day}`).join(' || ')})`,
    `HOUR(callbacks) >= ${fromHour - eastAfricaHours}`,
    `HOUR(callbacks) < ${toHour - eastAfricaHours}`,
  ].join(' && ');
  return new MathExpression({
    label: 'callbacks in business hours',
    expression: `IF(${isOpen}, callbacks, 1)`,
    usingMetrics: { callbacks: callbacks(period) },
    period,
  });
}
