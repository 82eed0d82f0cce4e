import { z } from 'zod';
import { eachOnce, text, whole } from './setting-values.ts';

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
    quietMinutes: z.literal([60, 120, 180, 240, 360]).default(60),
  })
  .refine(({ fromHour, toHour }) => fromHour < toHour, {
    path: ['toHour'],
    error: 'expected an hour after fromHour',
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
