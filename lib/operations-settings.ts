import { z } from 'zod';
import { eachOnce, text, whole } from './setting-values.ts';

/** East Africa Time is three hours before UTC, summer and winter. */
export const eastAfricaHours = 3;

/** Each divides the day: CloudWatch counts periods of an hour and more from midnight UTC. */
const quietMinutes = [60, 120, 180, 240, 360] as const;

type Hours = Readonly<Record<'fromHour' | 'toHour' | 'quietMinutes', number>>;

/** When the day's periods begin, in East Africa Time; those of before three end in the night. */
const periodHours = (minutes: number): readonly number[] =>
  Array.from({ length: 1440 / minutes }, (_, count) => eastAfricaHours + (count * minutes) / 60);

const holdsPeriod = ({ fromHour, toHour, quietMinutes: minutes }: Hours): boolean =>
  periodHours(minutes).some((hour) => hour >= fromHour && hour + minutes / 60 <= toHour);

/** Which quiet times are never seen in these hours, and which are. */
function withoutPeriod({ quietMinutes: minutes, ...hours }: Hours): string {
  const fitting = quietMinutes.filter((each) => holdsPeriod({ ...hours, quietMinutes: each }));
  const begin = periodHours(minutes).filter((hour) => hour < 24);
  return `expected ${fitting.join(' or ')} from ${hours.fromHour} to ${hours.toHour} o'clock: periods of ${minutes} minutes begin at ${begin.join(', ')} o'clock (East Africa Time), and none lies within`;
}

const businessHours = z
  .strictObject({
    days: z
      .array(whole(1, 7))
      .min(1)
      .refine((days) => new Set(days).size === days.length, { error: 'expected each only once' })
      .default([1, 2, 3, 4, 5, 6])
      .describe('1 is Monday, 7 is Sunday'),
    // Before three, the day in UTC would be the one before.
    fromHour: whole(3, 23).default(8).describe('East Africa Time'),
    toHour: whole(4, 24).default(18),
    quietMinutes: z
      .literal(quietMinutes)
      .default(60)
      .describe('How long none comes. Only what lies within the hours as a whole counts'),
  })
  .refine(({ fromHour, toHour }) => fromHour < toHour, {
    path: ['toHour'],
    error: 'expected an hour after fromHour',
    abort: true,
  })
  .refine(holdsPeriod, {
    path: ['quietMinutes'],
    error: ({ input }) => withoutPeriod(input as Hours),
  });

/** What the people who run a stage are woken by, and how. */
export const operations = z
  .strictObject({
    alarmEmails: eachOnce(z.array(z.email())).default([]),
    // A description of an alarm holds 1024 characters, this among them.
    runbooksUrl: text
      .max(900)
      .default('docs/runbooks')
      .describe('What alarms put before the name of their runbook'),
    businessHours: businessHours
      .optional()
      .describe('When an alarm sounds because no callback comes. Default: never'),
    unreconciledHours: whole(1, 720)
      .default(24)
      .describe('How long money may wait for its payment before an alarm sounds'),
    monthlyBudgetUsd: whole(1, 1_000_000)
      .optional()
      .describe("What the account's month may cost before people are told. Default: no budget is watched"),
  })
  .prefault({});
