import * as z from 'zod/mini';
import { checkoutRequestId, paymentId, receipt } from '../kernel/identifiers.ts';
import { readMessage } from '../kernel/message.ts';
import { triggers } from './trigger.ts';

const named = <Id>(id: (text: string) => Id) => z.pipe(z.string().check(z.minLength(1)), z.transform(id));
/** Decide as if it were at least that time, epoch milliseconds. */
const asOf = z.exactOptional(z.int());
/** Tries made so far. */
const attempt = z.int().check(z.nonnegative());

const reconcileRequest = z.discriminatedUnion('of', [
  z.object({
    of: z.literal('payment'),
    paymentId: named(paymentId),
    trigger: z.enum(triggers),
    asOf,
    by: z.exactOptional(z.string()),
    why: z.exactOptional(z.string()),
    ask: z.exactOptional(z.string()),
  }),
  z.object({
    of: z.literal('transaction'),
    transaction: z.object({
      receipt: named(receipt),
      kind: z.enum(['payment', 'charge', 'sweep-in', 'sweep-out', 'reversal', 'payout']),
    }),
    attempt,
    asOf,
  }),
  z.object({ of: z.literal('attempt'), checkoutRequestId: named(checkoutRequestId), attempt }),
]);

/** Work for `reconcile-payment`: decide about a payment, or look again for the payment of what was parked. */
export type ReconcileRequest = z.infer<typeof reconcileRequest>;

const statusQueryRequest = z.object({
  paymentId: named(paymentId),
  reason: z.enum(['stuck', 'verify']),
  asOf,
});

/** Work for `query-status`: ask M-Pesa how a payment stands. */
export type StatusQueryRequest = z.infer<typeof statusQueryRequest>;

/** Read the body of a message; throw when it is not such a request. */
export const parseReconcileRequest = (body: string): ReconcileRequest => readMessage(reconcileRequest, body);
export const parseStatusQueryRequest = (body: string): StatusQueryRequest =>
  readMessage(statusQueryRequest, body);
