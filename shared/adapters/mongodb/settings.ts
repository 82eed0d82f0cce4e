import * as z from 'zod/mini';
import { paymentStatuses } from '../../payments/payment.ts';

const named = (name: string) => z._default(z.string().check(z.minLength(1)), name);

const paymentFields = z.strictObject({
  id: named('_id'),
  reference: named('reference'),
  amount: named('amount'),
  currency: named('currency'),
  status: named('status'),
  direction: named('direction'),
  method: named('method'),
  payerName: named('payerName'),
  payerPhone: named('payerPhone'),
  partnerId: named('partnerId'),
  shortcode: named('shortcode'),
  fleetId: named('fleetId'),
  route: named('route'),
  vehicle: named('vehicle'),
  driver: named('driver'),
  staff: named('staff'),
  checkoutRequestId: named('checkoutRequestId'),
  mpesaReceipt: named('mpesaReceipt'),
  createdAt: named('createdAt'),
  updatedAt: named('updatedAt'),
});

const partnerFields = z.strictObject({
  name: named('name'),
  status: named('status'),
  shortcodes: named('shortcodes'),
});

const shortcodeFields = z.strictObject({
  shortcode: named('shortcode'),
  kind: named('kind'),
  expectsPayments: named('expectsPayments'),
  validation: named('validation'),
  forwardTo: named('forwardTo'),
});

/** How the operator's database is laid out: our name of a thing → theirs. What is left out bears our name. */
export const mongoSettings = z.strictObject({
  database: named('operations'),
  collections: z.prefault(z.strictObject({ payments: named('payments'), partners: named('partners') }), {}),
  /** A path with dots leads into nested documents. */
  fields: z.prefault(
    z.strictObject({
      payments: z.prefault(paymentFields, {}),
      partners: z.prefault(partnerFields, {}),
      shortcodes: z.prefault(shortcodeFields, {}),
    }),
    {},
  ),
  /** The operator's word for a status → ours. Our own words are understood unless given another meaning here. */
  statuses: z.prefault(z.record(z.string(), z.enum(paymentStatuses)), {}),
  /** Connections of one function instance. */
  maxPoolSize: z._default(z.int().check(z.minimum(1), z.maximum(100)), 2),
  /** Whether notices may go on to this machine, in plain http: only where everything runs on it. */
  loopbackTargets: z._default(z.boolean(), false),
});

export type MongoSettings = z.infer<typeof mongoSettings>;
export type PaymentFields = MongoSettings['fields']['payments'];
