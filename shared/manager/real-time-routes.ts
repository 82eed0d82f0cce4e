import * as z from 'zod/mini';
import { problemBody } from './problem.ts';
import type { Route } from './route.ts';
import {
  amount,
  assurance,
  issue,
  nothing,
  paymentIdParam,
  reconciliationStatus,
  text,
  time,
  trigger,
} from './words.ts';

/** The most that `bulk` takes at once. */
const bulkLimit = 100;

const base = '/api/real-time-reconciliation';
const success = z.literal(true);
const optionalTrigger = z._default(trigger, 'manual');
const params = z.strictObject({ id: paymentIdParam });
const milliseconds = (what: string) => z.number().check(z.describe(`${what}, in milliseconds`));
const count = (what: string) => z.int().check(z.describe(what));

const activity = {
  activeReconciliations: count('Messages in flight: given to a function and not done yet'),
  queueLength: count("Messages that wait, by SQS's own approximation"),
  connectedClients: count('Open WebSocket connections; 0 as long as this installation serves none'),
};

const sessionResult = z
  .object({
    sessionId: z.string(),
    status: reconciliationStatus,
    sessionDetails: z.object({
      client: text.check(z.describe('Who pays')),
      staff: text,
      amount,
      currency: z.string(),
      amountReceived: amount,
      transactionId: text.check(z.describe("M-Pesa's receipt")),
      reference: text,
      reason: text.check(z.describe('Why the payment failed or expired, in words')),
    }),
    issues: z.array(issue),
    assurance: z.nullable(assurance),
    reconciliationMetadata: z.object({
      trigger,
      processingTime: milliseconds('How long it took'),
      timestamp: time,
    }),
  })
  .register(z.globalRegistry, { id: 'SessionResult', description: 'The outcome of reconciling one payment' });

const onePayment = ['not_found', 'ambiguous_id', 'unreadable_payment', 'unavailable'] as const;

/** `GET …/stats` */
export const readStats = {
  id: 'read-stats',
  method: 'GET',
  path: `${base}/stats`,
  summary: 'Counters of all reconciliations since counting began',
  roles: ['admin'],
  params: nothing,
  query: nothing,
  body: nothing,
  answer: {
    status: 200,
    schema: z
      .object({
        success,
        stats: z.object({
          totalProcessed: count('Every reconciliation, unchanged ones too'),
          successfulReconciliations: count('Those that ended in a decision'),
          failedReconciliations: count('Those that ended in an error'),
          discrepanciesDetected: count('Those that decided on a discrepancy'),
          averageProcessingTime: milliseconds('Of one reconciliation'),
          ...activity,
          lastProcessedAt: z.nullable(time),
          throughputPerMinute: z.number(),
          errorRate: z.number().check(z.describe('Failed ones among all, 0 to 1')),
          uptimeSeconds: count('Since counting began'),
        }),
      })
      .register(z.globalRegistry, { id: 'StatsAnswer' }),
  },
  problems: [],
} as const satisfies Route;

/** `GET …/active` */
export const readActive = {
  id: 'read-active',
  method: 'GET',
  path: `${base}/active`,
  summary: 'What is being worked on now',
  roles: ['admin'],
  params: nothing,
  query: nothing,
  body: nothing,
  answer: {
    status: 200,
    schema: z.object({ success, ...activity }).register(z.globalRegistry, { id: 'ActiveAnswer' }),
  },
  problems: [],
} as const satisfies Route;

/** `POST …/session/{id}` */
export const reconcileSession = {
  id: 'reconcile-session',
  method: 'POST',
  path: `${base}/session/{id}`,
  summary: 'Reconcile a payment now; writes an audit event in your name',
  roles: ['admin'],
  params,
  query: nothing,
  body: z.strictObject({ trigger: optionalTrigger }),
  answer: {
    status: 200,
    schema: z.object({ success, result: sessionResult }).register(z.globalRegistry, { id: 'SessionAnswer' }),
  },
  problems: onePayment,
} as const satisfies Route;

/** `POST …/bulk` */
export const reconcileBulk = {
  id: 'reconcile-bulk',
  method: 'POST',
  path: `${base}/bulk`,
  summary: 'Reconcile up to 100 payments now; each has its own result or error',
  roles: ['admin'],
  params: nothing,
  query: nothing,
  body: z.strictObject({
    sessionIds: z.array(paymentIdParam).check(z.minLength(1), z.maxLength(bulkLimit)),
    trigger: optionalTrigger,
  }),
  answer: {
    status: 200,
    schema: z
      .object({
        success,
        results: z.array(
          z.union([
            z.object({ sessionId: z.string(), result: sessionResult }),
            z.object({ sessionId: z.string(), error: problemBody }),
          ]),
        ),
      })
      .register(z.globalRegistry, { id: 'BulkAnswer' }),
  },
  problems: [],
} as const satisfies Route;

/** `POST …/queue/{id}` */
export const queueSession = {
  id: 'queue-session',
  method: 'POST',
  path: `${base}/queue/{id}`,
  summary: 'Have a payment reconciled in a moment, without waiting for it',
  roles: ['admin'],
  params,
  query: nothing,
  body: z.strictObject({ trigger: optionalTrigger }),
  answer: {
    status: 202,
    schema: z
      .object({
        success,
        queued: z.literal(true),
        location: z.string().check(z.describe('Where the outcome will be')),
      })
      .register(z.globalRegistry, { id: 'QueuedAnswer' }),
  },
  problems: onePayment,
} as const satisfies Route;
