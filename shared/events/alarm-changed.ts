import * as z from 'zod/mini';
import { factSchema } from './fact-schema.ts';

/** An alarm of the stage began to sound, or is over; or its budget is used up. Goes straight to those who run the stage. */
export const alarmChanged = factSchema(
  'alarm.changed',
  z.object({
    name: z.string(),
    state: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
    /** What it means and where its runbook is. */
    description: z.string(),
    /** CloudWatch's own words, with figures. */
    reason: z.string(),
  }),
);

export type AlarmChanged = z.infer<typeof alarmChanged>;
