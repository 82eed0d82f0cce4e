import * as z from 'zod/mini';
import { maskText } from '../kernel/mask.ts';
import { factSchema } from './fact-schema.ts';

/** Money arrived that no payment fits, and the grace period is over. Published once per transaction. */
export const transactionUnmatched = factSchema(
  'transaction.unmatched',
  z.object({
    receipt: z.string(),
    kind: z.string(),
    amountMinor: z.int(),
    currency: z.string(),
    shortcode: z.optional(z.string()),
    reference: z.optional(z.string()),
    /** Masked; a clear number is refused. */
    phone: z.optional(
      z.string().check(z.refine((phone) => maskText(phone) === phone, 'expected a masked number')),
    ),
    occurredAt: z.optional(z.int()),
    firstReceivedAt: z.int(),
  }),
);

export type TransactionUnmatched = z.infer<typeof transactionUnmatched>;
