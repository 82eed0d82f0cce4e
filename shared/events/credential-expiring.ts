import * as z from 'zod/mini';
import { factSchema } from './fact-schema.ts';
import { slackDestination } from './slack-destination.ts';

/** The password of a partner's M-Pesa operator ends 90 days after it was set. */
export const credentialExpiring = factSchema(
  'credential.expiring',
  z.object({
    partnerId: z.string(),
    partnerName: z.string(),
    /** Days since it was set: 75 or 85. */
    ageDays: z.int(),
    /** Calendar day, `2026-11-25`. */
    expiresOn: z.string(),
    slack: z.array(slackDestination),
  }),
);

export type CredentialExpiring = z.infer<typeof credentialExpiring>;
