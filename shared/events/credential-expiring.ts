import * as z from 'zod/mini';
import { slackDestination } from './slack-destination.ts';

/** The password of a partner's M-Pesa operator ends 90 days after it was set. */
export const credentialExpiring = z.object({
  type: z.literal('credential.expiring'),
  schema: z.literal(1),
  id: z.string(),
  aggregate: z.string(),
  version: z.int(),
  /** Epoch milliseconds. */
  at: z.int(),
  data: z.object({
    partnerId: z.string(),
    partnerName: z.string(),
    /** Days since it was set: 75 or 85. */
    ageDays: z.int(),
    /** Calendar day, `2026-11-25`. */
    expiresOn: z.string(),
    slack: z.array(slackDestination),
  }),
});

export type CredentialExpiring = z.infer<typeof credentialExpiring>;
