import * as z from 'zod/mini';
import type { Route } from './route.ts';
import {
  amount,
  assurance,
  channel,
  issue,
  nothing,
  paymentIdParam,
  paymentStatus,
  reconciliationStatus,
  text,
  time,
  trigger,
} from './words.ts';

const payment = z
  .object({
    id: z.string(),
    reference: text,
    amount,
    currency: z.string(),
    status: paymentStatus,
    direction: z.enum(['in', 'out']),
    method: text,
    payerName: text,
    payerPhone: z.nullable(z.string().check(z.describe('Masked'))),
    partnerId: text,
    shortcode: text,
    fleetId: text,
    route: text,
    vehicle: text,
    driver: text,
    staff: text,
    checkoutRequestId: z.nullable(z.string().check(z.describe("Masked: it ends with the payer's number"))),
    mpesaReceipt: text,
    createdAt: z.nullable(time),
    updatedAt: z.nullable(time),
  })
  .register(z.globalRegistry, {
    id: 'Payment',
    description: "What the operator's system expects to be paid",
  });

const reconciliation = z
  .object({
    status: reconciliationStatus,
    reason: z.nullable(z.string().check(z.describe('Why it failed or expired, in words'))),
    issues: z.array(issue),
    assurance: z.nullable(assurance),
    amountExpected: amount,
    amountReceived: amount,
    version: z.int().check(z.describe('0: never decided yet')),
    decidedAt: z.nullable(time),
    trigger: z.nullable(trigger),
  })
  .register(z.globalRegistry, { id: 'Reconciliation', description: 'The decision about the payment' });

const transaction = z
  .object({
    receipt: z.string(),
    kind: z.enum(['payment', 'charge', 'sweep-in', 'sweep-out', 'reversal', 'payout']),
    amount: z.nullable(amount),
    at: time.check(z.describe("M-Pesa's time where it told one, else when we heard of it")),
    sources: z.array(channel).check(z.describe('Who told of it, the strongest first')),
    unknownSource: z
      .boolean()
      .check(z.describe('Whether one of them called from an address that M-Pesa is not known to call from')),
    allocated: amount.check(z.describe('What of it is given to this payment, in major units')),
  })
  .register(z.globalRegistry, { id: 'Transaction', description: 'What M-Pesa says happened' });

const attempt = z
  .object({
    checkoutRequestId: z.string().check(z.describe('Masked')),
    outcome: z.enum(['succeeded', 'failed', 'pending']),
    reason: z.nullable(z.string().check(z.describe('Why it failed, in words'))),
    sources: z.array(channel),
    at: time,
  })
  .register(z.globalRegistry, { id: 'Attempt', description: 'One STK push' });

const auditEvent = z
  .object({
    version: z.int(),
    at: time,
    by: z.string().check(z.describe('A person, or `system`')),
    why: z.nullable(z.string().check(z.describe('What the person said it was for'))),
    what: z.string(),
    hash: z.string().check(z.describe('SHA-256 over the event and the hash before it')),
  })
  .register(z.globalRegistry, { id: 'AuditEvent' });

/** `GET /api/v1/payments/{id}` */
export const readPayment = {
  id: 'read-payment',
  method: 'GET',
  path: '/api/v1/payments/{id}',
  summary: 'A payment with its reconciliation, transactions, STK pushes and audit trail',
  roles: ['admin', 'manager'],
  params: z.strictObject({ id: paymentIdParam }),
  query: nothing,
  body: nothing,
  answer: {
    status: 200,
    schema: z
      .object({
        payment,
        reconciliation,
        transactions: z.array(transaction),
        attempts: z.array(attempt),
        audit: z.array(auditEvent),
      })
      .register(z.globalRegistry, { id: 'PaymentAnswer' }),
  },
  problems: ['not_found', 'ambiguous_id', 'unreadable_payment', 'unavailable'],
} as const satisfies Route;
