import * as z from 'zod/mini';
import { factSchema } from './fact-schema.ts';
import { slackDestination } from './slack-destination.ts';

/** A shortcode's balance crossed its threshold, fell unusually, or recovered. */
export const balanceAlerted = factSchema(
  'balance.alerted',
  z.object({
    alertId: z.string(),
    alertType: z.enum(['low_balance', 'unusual_drop', 'balance_recovery']),
    severity: z.enum(['critical', 'warning', 'info']),
    partnerId: z.string(),
    partnerName: z.string(),
    shortcode: z.string(),
    account: z.string(),
    currency: z.string(),
    balanceMinor: z.int(),
    /** Absent on a first reading. */
    previousBalanceMinor: z.optional(z.int()),
    /** Of the configuration, as it was when the alert was raised. */
    lowBalanceThresholdMinor: z.optional(z.int()),
    /** Absent where nobody is to be told in Slack. */
    slack: z.optional(slackDestination),
  }),
);

export type BalanceAlerted = z.infer<typeof balanceAlerted>;
