import * as z from 'zod/mini';
import type {
  CheckoutRequestId,
  PartnerId,
  PaymentId,
  Receipt,
  Shortcode,
} from '../../kernel/identifiers.ts';
import type { Teller } from '../../mpesa/hook.ts';
import {
  type Allocation,
  allocationRules,
  type Conflict,
  type TransactionHead,
} from '../../payments/transaction.ts';
import { isUnmatched, type Waiting } from '../../payments/transaction-head.ts';
import { channel, direction, failure, kind, outcome, phone } from './notice-rows.ts';
import type { Row, RowKey } from './rows.ts';
import { type Fields, identifier, maybe } from './schema.ts';
import { dueMark, headSk, transactionId, unmatchedMark } from './tables.ts';

const conflict = z.object({
  field: z.enum(['amount', 'shortcode', 'direction', 'outcome']),
  values: z.array(z.object({ channel, value: z.string() })),
} satisfies Fields<Conflict>);

const teller = z.object({
  shortcode: identifier<Shortcode>(),
  partnerId: maybe(identifier<PartnerId>()),
  isStated: maybe(z.literal(true)),
} satisfies Fields<Teller>);

const allocation = z.object({
  paymentId: identifier<PaymentId>(),
  amountMinor: z.int(),
  rule: z.enum(allocationRules),
} satisfies Fields<Allocation>);

const head = z.object({
  receipt: identifier<Receipt>(),
  kind,
  direction,
  outcome,
  currency: z.literal('KES'),
  amountMinor: maybe(z.int()),
  shortcode: maybe(identifier<Shortcode>()),
  alsoToldUnder: maybe(z.array(identifier<Shortcode>())),
  tellers: maybe(z.array(teller)),
  alsoAssumed: maybe(z.array(identifier<Shortcode>())),
  statedShortcode: maybe(identifier<Shortcode>()),
  reference: maybe(z.string()),
  phone: maybe(phone),
  payerName: maybe(z.string()),
  occurredAt: maybe(z.int()),
  checkoutRequestIds: z.array(identifier<CheckoutRequestId>()),
  reversesReceipt: maybe(identifier<Receipt>()),
  chargeMinor: maybe(z.int()),
  failure: maybe(failure),
  sources: z.array(channel),
  conflicts: z.array(conflict),
  hasUnknownSource: maybe(z.literal(true)),
  firstReceivedAt: z.int(),
  allocations: z.array(allocation),
  version: z.int(),
  toldUnmatchedAt: maybe(z.int()),
} satisfies Fields<TransactionHead>);

const waiting = z.object({ expectsPayment: z.boolean(), dueAt: maybe(z.int()) } satisfies Fields<Waiting>);

export const readHead = (row: Row): TransactionHead => head.parse(row);
export const readWaiting = (row: Row): Waiting => waiting.parse(row);

/** A head that waits for its payment is marked with its next try; once people were told of it, also for their list. */
export function headRow(value: TransactionHead, beside: Waiting): RowKey & Row {
  const id = transactionId(value);
  const { expectsPayment, dueAt } = beside;
  const isTold = value.toldUnmatchedAt !== undefined && isUnmatched(value, beside);
  return {
    pk: id,
    sk: headSk,
    ...value,
    expectsPayment,
    ...(dueAt !== undefined && dueMark(id, dueAt)),
    ...(isTold && unmatchedMark(value.shortcode, id, value.firstReceivedAt)),
  };
}
