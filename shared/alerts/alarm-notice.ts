import * as z from 'zod/mini';
import type { AlarmChanged } from '../events/alarm-changed.ts';

/** As CloudWatch publishes it. */
const cloudWatchAlarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.nullish(z.string()),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  NewStateReason: z.string(),
});

/** What came to the alarm topic. */
export interface AlarmNotice {
  readonly messageId: string;
  readonly subject?: string | undefined;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A notice as a fact: CloudWatch's JSON taken apart, the text of others (a budget) as it is. */
export function alarmFact({ messageId, subject, text, at }: AlarmNotice): AlarmChanged {
  const alarm = readAlarm(text);
  const data = alarm
    ? {
        name: alarm.AlarmName,
        state: alarm.NewStateValue,
        description: alarm.AlarmDescription ?? '',
        reason: alarm.NewStateReason,
      }
    : { name: subject ?? 'Notice', state: 'ALARM' as const, description: '', reason: text };
  // The topic delivers at least once; the same notice has the same id.
  return {
    type: 'alarm.changed',
    schema: 1,
    id: `alarm#${messageId}`,
    aggregate: `alarm#${data.name}`,
    version: at,
    at,
    data,
  };
}

function readAlarm(text: string): z.infer<typeof cloudWatchAlarm> | undefined {
  try {
    return cloudWatchAlarm.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
