import { deflateSync } from 'node:zlib';
import * as z from 'zod/mini';
import type { CheckoutRequestId, PartnerId, Receipt, Shortcode } from '../../kernel/identifiers.ts';
import type { AttemptNotice, Failure, Notice, Phone, TransactionNotice } from '../../mpesa/notice.ts';
import type { Received } from '../../payments/reduce-transaction.ts';
import type { KeptNotice } from '../../payments/transaction-ledger.ts';
import type { Row, RowKey } from './rows.ts';
import { type Fields, identifier, maybe } from './schema.ts';
import { noticePrefix, noticeSk } from './tables.ts';

export const channel = z.enum(['stk', 'c2b', 'status', 'stk-query', 'pull', 'statement']);
export const kind = z.enum(['payment', 'charge', 'sweep-in', 'sweep-out', 'reversal', 'payout']);
export const direction = z.enum(['in', 'out']);
export const outcome = z.enum(['succeeded', 'failed', 'pending']);
export const phone = z.object({
  clear: maybe(z.string()),
  masked: maybe(z.string()),
  sha256: maybe(z.string()),
} satisfies Fields<Phone>);
export const failure = z.object({ code: z.string(), reason: z.string() } satisfies Fields<Failure>);

const transactionNotice = z.object({
  about: z.literal('transaction'),
  channel,
  receipt: identifier<Receipt>(),
  kind,
  direction,
  outcome,
  currency: z.literal('KES'),
  amountMinor: maybe(z.int()),
  shortcode: maybe(identifier<Shortcode>()),
  shortcodeAssumed: maybe(z.literal(true)),
  statedShortcode: maybe(identifier<Shortcode>()),
  reference: maybe(z.string()),
  phone: maybe(phone),
  payerName: maybe(z.string()),
  occurredAt: maybe(z.int()),
  checkoutRequestId: maybe(identifier<CheckoutRequestId>()),
  reversesReceipt: maybe(identifier<Receipt>()),
  chargeMinor: maybe(z.int()),
  balanceAfterMinor: maybe(z.int()),
  failure: maybe(failure),
} satisfies Fields<TransactionNotice>);

const attemptNotice = z.object({
  about: z.literal('attempt'),
  channel: z.enum(['stk', 'stk-query']),
  checkoutRequestId: identifier<CheckoutRequestId>(),
  shortcode: maybe(identifier<Shortcode>()),
  outcome,
  failure: maybe(failure),
} satisfies Fields<AttemptNotice>);

const noticeRow = z.object({
  sk: z.string(),
  notice: z.discriminatedUnion('about', [transactionNotice, attemptNotice]),
  receivedAt: z.int(),
  toldBy: maybe(identifier<PartnerId>()),
  sourceUnknown: maybe(z.literal(true)),
});

/** A notice in the partition of what it is about, its body compressed (zlib). */
export const keepNotice = (pk: string, kept: KeptNotice): RowKey & Row => ({
  ...pointToNotice(pk, kept),
  body: deflateSync(kept.body),
  ...(kept.sourceIp !== undefined && { sourceIp: kept.sourceIp }),
});

/** The same notice under a second subject: its body is kept with the first. */
export const pointToNotice = (
  pk: string,
  { notice, hash, receivedAt, toldBy, sourceUnknown }: KeptNotice,
): RowKey & Row => ({
  pk,
  sk: noticeSk(notice.channel, hash),
  notice,
  receivedAt,
  ...(toldBy && { toldBy }),
  ...(sourceUnknown && { sourceUnknown }),
});

export function readNotice(row: Row): Received<AttemptNotice | TransactionNotice> {
  const { sk, notice, receivedAt, toldBy, sourceUnknown } = noticeRow.parse(row);
  const hash = sk.slice(sk.lastIndexOf('#') + 1);
  return { notice, receivedAt, hash, ...(toldBy && { toldBy }), ...(sourceUnknown && { sourceUnknown }) };
}

export const isNotice = ({ sk }: Row): boolean => typeof sk === 'string' && sk.startsWith(noticePrefix);

export const isAboutTransaction = (received: Received<Notice>): received is Received<TransactionNotice> =>
  received.notice.about === 'transaction';
