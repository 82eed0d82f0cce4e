import * as z from 'zod/mini';
import { slackDestination } from '../events/slack-destination.ts';

/** Who hears of facts that name no destination themselves. */
export const notificationSettings = z.object({
  discrepancies: z.optional(slackDestination),
  unmatched: z.optional(slackDestination),
  alarms: z.optional(slackDestination),
  /** So long, others are waited for that are told in the same message. */
  groupSeconds: z.int(),
  /** So long, at least, nothing more is told of a group after it was told. */
  intervalSeconds: z.int(),
});
export type NotificationSettings = z.infer<typeof notificationSettings>;

/** Where alarms are told: to whom they are named for, else where discrepancies are. */
export const alarmsDestination = <To>(settings: {
  readonly alarms?: To | undefined;
  readonly discrepancies?: To | undefined;
}): To | undefined => settings.alarms ?? settings.discrepancies;
