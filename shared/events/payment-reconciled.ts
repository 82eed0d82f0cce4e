import * as z from 'zod/mini';
import { factSchema } from './fact-schema.ts';

const status = z.enum(['pending', 'matched', 'discrepancy', 'failed', 'expired']);

/** A payment's decision changed, or a person had it decided again. */
export const paymentReconciled = factSchema(
  'payment.reconciled',
  z.object({
    paymentId: z.string(),
    trigger: z.string(),
    by: z.string(),
    status: status,
    previousStatus: status,
    issues: z.array(
      z.object({ type: z.string(), severity: z.enum(['high', 'medium', 'low']), message: z.string() }),
    ),
    assurance: z.optional(z.enum(['notice', 'corroborated', 'verified'])),
    /** Why it failed or expired, in words. */
    reason: z.optional(z.string()),
    amountExpectedMinor: z.int(),
    amountReceivedMinor: z.int(),
    currency: z.string(),
    receipts: z.array(z.string()),
    partnerId: z.optional(z.string()),
    shortcode: z.optional(z.string()),
    fleetId: z.optional(z.string()),
  }),
);

export type PaymentReconciled = z.infer<typeof paymentReconciled>;
