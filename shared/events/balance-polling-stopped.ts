import * as z from 'zod/mini';
import { slackDestination } from './slack-destination.ts';

/** M-Pesa refused a credential or a permission; nothing more is asked until somebody resumes. */
export const balancePollingStopped = z.object({
  type: z.literal('balance.polling_stopped'),
  schema: z.literal(1),
  id: z.string(),
  aggregate: z.string(),
  version: z.int(),
  /** Epoch milliseconds. */
  at: z.int(),
  data: z.object({
    /** `initiator`: every shortcode that shares it; `shortcode`: this one alone. */
    scope: z.enum(['initiator', 'shortcode']),
    partnerId: z.string(),
    partnerName: z.string(),
    /** All that are no longer asked about. */
    shortcodes: z.array(z.string()),
    /** M-Pesa's, for example `8006`. */
    code: z.string(),
    reason: z.string(),
    /** What to call to go on, for example `POST /api/v1/balance-monitoring/configs/p1/600111/resume`. */
    resumeWith: z.string(),
    slack: z.array(slackDestination),
  }),
});

export type BalancePollingStopped = z.infer<typeof balancePollingStopped>;
