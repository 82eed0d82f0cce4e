import * as z from 'zod/mini';
import { factSchema } from './fact-schema.ts';
import { slackDestination } from './slack-destination.ts';

/** M-Pesa refused a credential or a permission; nothing more is asked until somebody resumes. */
export const balancePollingStopped = factSchema(
  'balance.polling_stopped',
  z.object({
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
);

export type BalancePollingStopped = z.infer<typeof balancePollingStopped>;
