import { Duration } from 'aws-cdk-lib';
import { MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { eastAfricaHours } from '../operations-settings.ts';
import type { StageSettings } from '../stages.ts';

type BusinessHours = NonNullable<StageSettings['operations']['businessHours']>;

/**
 * How many callbacks came, or 1 in a period that does not lie within business hours as a whole. Time is read off the beginning
 * of the period, in UTC: on a graph that is a multiple of its length after midnight, and an alarm, whose window slides, may
 * begin one at any minute. `publish-events` counts none each time it runs, so that silence is a 0 and not a gap.
 */
export function quietInBusinessHours(
  { days, fromHour, toHour, quietMinutes }: BusinessHours,
  callbacks: (period: Duration) => Metric,
): MathExpression {
  const period = Duration.minutes(quietMinutes);
  const isOpen = [
    `(${days.map((day) => `DAY(callbacks) == ${day}`).join(' || ')})`,
    `HOUR(callbacks) >= ${fromHour - eastAfricaHours}`,
    `60 * HOUR(callbacks) + MINUTE(callbacks) <= ${60 * (toHour - eastAfricaHours) - quietMinutes}`,
  ].join(' && ');
  return new MathExpression({
    label: 'callbacks in business hours',
    expression: `IF(${isOpen}, callbacks, 1)`,
    usingMetrics: { callbacks: callbacks(period) },
    period,
  });
}
