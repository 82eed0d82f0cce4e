import * as z from 'zod/mini';
import { kenyanPhone } from '../../shared/kernel/kenyan-phone.ts';
import { maskCheckoutRequestId } from '../../shared/kernel/mask.ts';
import { parseMinor } from '../../shared/kernel/money.ts';
import type { LocalResponse, LocalRoute } from '../runtime/gateway/local-routes.ts';
import { problemOfField, problemOfIssues } from '../surface/field-problems.ts';
import type { CustomerPayments, Intent, PaymentEnd } from './customer-payments.ts';
import type { MpesaDirectory } from './directory.ts';
import type { OperatorBookings } from './operator-bookings.ts';
import { type CustomerOutcome, outcomes } from './result-codes.ts';

const expected = (text: string) => `expected ${text}`;
const textOrNumber = (text: string) => z.union([z.string(), z.number()], expected(text));
const outcomeNames = `${Object.keys(outcomes).join(', ')}, or a result code of M-Pesa such as "1032"`;

/** Reads a value by a function that gives undefined for what it cannot take. */
const read = <T>(text: string, reader: (value: string | number) => T | undefined) =>
  z.pipe(
    textOrNumber(text),
    z.transform((value, context): T => {
      const result = reader(value);
      if (result !== undefined) return result;
      context.issues.push({ code: 'custom', input: value, message: expected(text) });
      return z.NEVER;
    }),
  );

const paySchema = z.strictObject(
  {
    shortcode: read('the digits of a paybill or till', (value) =>
      /^\d{1,10}$/.test(String(value)) ? String(value) : undefined,
    ),
    reference: z.string(expected('the account number as text, "" for none')).check(z.maxLength(100)),
    amount: read('an amount above zero in shillings, with at most two decimals', (value) => {
      const amount = parseMinor(value);
      return amount.ok && amount.value > 0 ? amount.value : undefined;
    }),
    phone: read('a Kenyan mobile number such as 254700000111', (value) => kenyanPhone(String(value))),
    channel: z.enum(['c2b', 'stk'], expected('c2b or stk')),
    payment_id: z.optional(
      z.string(expected('the id of a payment')).check(z.minLength(1, expected('the id of a payment'))),
    ),
    outcome: z.optional(read(outcomeNames, resultCodeOf)),
  },
  expected('an object'),
);

function resultCodeOf(value: string | number): string | undefined {
  const text = String(value);
  if (Object.hasOwn(outcomes, text)) return outcomes[text as CustomerOutcome];
  return /^\d{1,9}$/.test(text) || text === 'SFC_IC0003' ? text : undefined;
}

interface Parts {
  readonly directory: MpesaDirectory;
  readonly customers: CustomerPayments;
  readonly bookings: OperatorBookings;
  readonly clock: () => number;
}

/** `POST /local/mpesa/pay`: a customer pays, or does not; answers what really happened, notices are on their way. */
export function payRoute({ directory, customers, bookings, clock }: Parts): LocalRoute {
  return {
    method: 'POST',
    path: '/local/mpesa/pay',
    handle: async ({ body }) => {
      const parsed = paySchema.safeParse(body);
      if (!parsed.success) return problemOfIssues(parsed.error.issues);
      const { shortcode, reference, amount, phone, channel, payment_id: paymentId, outcome } = parsed.data;
      const merchant = await directory.merchant(shortcode);
      if (!merchant)
        return problemOfField({ field: 'shortcode', message: `no active partner lists ${shortcode}` });
      if (paymentId !== undefined && !(await bookings.exists(paymentId))) {
        return problemOfField({ field: 'payment_id', message: `there is no payment ${paymentId}` });
      }
      const intent: Intent = { merchant, reference, amountMinor: amount, phone };
      if (channel === 'c2b') {
        // A payment from the phone's menu that the customer breaks off leaves no trace.
        const isBrokenOff = outcome !== undefined && outcome !== '0';
        return answer(isBrokenOff ? { accepted: false, resultCode: outcome } : await customers.pay(intent));
      }
      const { push, end } = await customers.prompt(intent, {
        callbackUrl: merchant.stkUrl,
        answersAfterMs: 0,
        ...(outcome !== undefined && { resultCode: outcome }),
        ...(paymentId !== undefined && { taken: (id) => bookings.pushSent(paymentId, id, clock()) }),
      });
      return answer(end, maskCheckoutRequestId(push.checkoutRequestId));
    },
  };
}

function answer(end: PaymentEnd, checkoutRequestId?: string): LocalResponse {
  return {
    status: 200,
    body: {
      accepted: end.accepted,
      ...(end.accepted ? { receipt: end.receipt } : { result_code: end.resultCode }),
      ...(checkoutRequestId && { checkout_request_id: checkoutRequestId }),
    },
  };
}
