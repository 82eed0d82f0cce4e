import * as z from 'zod/mini';
import { alarmChanged } from '../events/alarm-changed.ts';
import { balanceAlerted } from '../events/balance-alerted.ts';
import { balancePollingStopped } from '../events/balance-polling-stopped.ts';
import { credentialExpiring } from '../events/credential-expiring.ts';
import { paymentReconciled } from '../events/payment-reconciled.ts';
import { revenueFailed, revenueReported } from '../events/revenue-reported.ts';
import { slackDestination } from '../events/slack-destination.ts';
import { transactionUnmatched } from '../events/transaction-unmatched.ts';

const fact = z.discriminatedUnion('type', [
  paymentReconciled,
  transactionUnmatched,
  balanceAlerted,
  balancePollingStopped,
  credentialExpiring,
  revenueReported,
  revenueFailed,
  alarmChanged,
]);

/** Facts of which many come at once: told together. */
export const groupedFact = z.discriminatedUnion('type', [paymentReconciled, transactionUnmatched]);
export type GroupedFact = z.infer<typeof groupedFact>;

/** Work for `send-notification`. */
const notification = z.union([
  /** From the bus. */
  fact,
  /** One of the destinations of a fact that has several, so that none waits for another. */
  z.object({ type: z.literal('delivery'), fact, to: slackDestination }),
  /** Tell what waits in a group, unless that was done after `tellAt`. */
  z.object({
    type: z.literal('summary'),
    of: z.enum(['payment.reconciled', 'transaction.unmatched']),
    to: slackDestination,
    tellAt: z.int(),
  }),
]);
export type Notification = z.infer<typeof notification>;
export type SummaryRequest = Extract<Notification, { readonly type: 'summary' }>;

const newer = z.union([
  z.object({ schema: z.int().check(z.gt(1)) }),
  z.object({ fact: z.object({ schema: z.int().check(z.gt(1)) }) }),
  z.object({ v: z.int().check(z.gt(1)) }),
]);

/** A newer release wrote it, and means something else by it. */
export function isOfNewerRelease(body: string): boolean {
  try {
    return newer.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}

/** Reads the body of a message; undefined when it is nothing that people are told of, or is not of this version. */
export function parseNotification(body: string): Notification | undefined {
  if (isOfNewerRelease(body)) return undefined;
  try {
    const parsed = notification.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
