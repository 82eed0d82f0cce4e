import * as z from 'zod/mini';
import { alertTypes, type BalanceAlert, readAlertId } from '../../balances/alert.ts';
import { type Check, isOpen, overdueAt, readCheckId } from '../../balances/check.ts';
import type { Reading, ShortcodeState } from '../../balances/check-ledger.ts';
import type { Judged } from '../../balances/judge.ts';
import type { Fact } from '../../events/fact.ts';
import type { PartnerId, Shortcode } from '../../kernel/identifiers.ts';
import { iso } from '../../kernel/time.ts';
import type { Account } from '../../mpesa/account-balances.ts';
import type { Row, RowKey, RowWrite } from './rows.ts';
import { type Fields, identifier, maybe } from './schema.ts';
import { daysAfter, eventSk, outboxMark, shardNumbers, shardOf } from './tables.ts';

/** Checks, readings and alerts are kept so long. */
const keptDays = 400;

export const shortcodePk = (shortcode: string): string => `SHORTCODE#${shortcode}`;
export const standingSk = 'STATE';
const readingPrefix = 'READ#';
const checkPrefix = 'CHECK#';
const atText = (at: number): string => String(at).padStart(13, '0');
export const readingSk = (at: number, checkId = ''): string => `${readingPrefix}${atText(at)}#${checkId}`;
/** Sorts behind every reading of that time. */
export const readingSkAfter = (at: number): string => `${readingSk(at)}~`;
export const checkSk = (at: number, random = ''): string => `${checkPrefix}${atText(at)}#${random}`;
/** Sorts behind every check of that time. */
export const checkSkAfter = (at: number): string => `${checkSk(at)}~`;

/** Open checks, in the index of what is due. */
export const openPartitions = shardNumbers.map((shard) => `OPEN#${shard}`);
export const openMark = (id: string, dueAt: number) => ({ duePk: `OPEN#${shardOf(id)}`, dueAt });

const monthOf = (at: number): string => `CHECKS#${iso(at).slice(0, 7)}`;
export const checksPartition = monthOf;
/** Every month that a time touches. */
export function checksPartitions(from: number, to: number): readonly string[] {
  const months: string[] = [];
  const month = new Date(to);
  month.setUTCDate(1);
  const first = monthOf(from);
  for (; monthOf(month.getTime()) >= first; month.setUTCMonth(month.getUTCMonth() - 1))
    months.push(monthOf(month.getTime()));
  return months;
}
export const activeAlerts = 'ALERTS#active';
export const resolvedAlerts = 'ALERTS#resolved';

const account = z.object({
  name: z.string(),
  currency: z.string(),
  currentMinor: z.int(),
  availableMinor: z.int(),
  reservedMinor: z.int(),
  unclearedMinor: z.int(),
  isConsistent: z.boolean(),
} satisfies Fields<Account>);

const ofPartner = {
  partnerId: identifier<PartnerId>(),
  partnerName: z.string(),
  shortcode: identifier<Shortcode>(),
};

const check = z.object({
  ...ofPartner,
  id: z.string(),
  kind: z.enum(['paybill', 'till']),
  requestedAt: z.int(),
  by: z.string(),
  status: z.enum(['requested', 'asked', 'success', 'error', 'timeout']),
  askedAt: maybe(z.int()),
  conversationId: maybe(z.string()),
  settledAt: maybe(z.int()),
  completedAt: maybe(z.int()),
  account: maybe(z.string()),
  currency: maybe(z.string()),
  balanceMinor: maybe(z.int()),
  previousBalanceMinor: maybe(z.int()),
  changeMinor: maybe(z.int()),
  changeHundredths: maybe(z.int()),
  accounts: maybe(z.array(account)),
  code: maybe(z.string()),
  reason: maybe(z.string()),
  alertTypes: z.array(z.enum(alertTypes)),
  version: z.int(),
} satisfies Fields<Check>);

export const readCheck = (row: Row): Check => check.parse(row);

/** Undefined where the id is none of ours. */
export function checkKey(id: string): RowKey | undefined {
  const told = readCheckId(id);
  return told && { pk: shortcodePk(told.shortcode), sk: checkSk(told.at, told.random) };
}

/** An open check is due for another look, a settled one is listed by its month. */
export function checkRow(value: Check): Row & RowKey {
  const key = checkKey(value.id);
  if (!key) throw new Error(`${value.id} is no id of a check`);
  const mark = isOpen(value)
    ? openMark(value.id, overdueAt(value))
    : { recentPk: monthOf(value.requestedAt), recentAt: value.requestedAt };
  return { ...key, ...value, ...mark, expiresAt: daysAfter(value.requestedAt, keptDays) };
}

const reading = z.object({
  checkId: z.string(),
  shortcode: identifier<Shortcode>(),
  completedAt: z.int(),
  settledAt: z.int(),
  accounts: z.array(account),
} satisfies Fields<Reading>);

export const readReading = (row: Row): Reading => reading.parse(row);

export const readingRow = (value: Reading): Row & RowKey => ({
  pk: shortcodePk(value.shortcode),
  sk: readingSk(value.completedAt, value.checkId),
  ...value,
  expiresAt: daysAfter(value.completedAt, keptDays),
});

const judged = z.object({
  account: z.string(),
  thresholdMinor: maybe(z.int()),
  isLow: z.boolean(),
} satisfies Fields<Judged>);

const state = z.object({
  shortcode: identifier<Shortcode>(),
  version: z.int(),
  facts: z.int(),
  latest: maybe(z.object({ completedAt: z.int(), settledAt: z.int() })),
  judged: maybe(judged),
  openLow: maybe(z.object({ alertId: z.string(), account: z.string() })),
} satisfies Fields<ShortcodeState>);

export const readStanding = (row: Row): ShortcodeState => state.parse(row);

const alert = z.object({
  ...ofPartner,
  id: z.string(),
  checkId: z.string(),
  account: z.string(),
  currency: z.string(),
  alertType: z.enum(alertTypes),
  at: z.int(),
  balanceMinor: z.int(),
  previousBalanceMinor: maybe(z.int()),
  lowBalanceThresholdMinor: maybe(z.int()),
  isSlackSent: z.boolean(),
  isResolved: z.boolean(),
  resolvedAt: maybe(z.int()),
  resolvedBy: maybe(z.string()),
} satisfies Fields<BalanceAlert>);

export const readAlert = (row: Row): BalanceAlert => alert.parse(row);

/** Undefined where the id is none of ours. */
export function alertKey(id: string): RowKey | undefined {
  const told = readAlertId(id);
  const of = told && readCheckId(told.checkId);
  if (!told || !of) return undefined;
  return { pk: shortcodePk(of.shortcode), sk: `ALERT#${atText(of.at)}#${of.random}#${told.type}` };
}

export function alertRow(value: BalanceAlert): Row & RowKey {
  const key = alertKey(value.id);
  if (!key) throw new Error(`${value.id} is no id of an alert`);
  const recentPk = value.isResolved ? resolvedAlerts : activeAlerts;
  return { ...key, ...value, recentPk, recentAt: value.at, expiresAt: daysAfter(value.at, keptDays) };
}

/** A fact with its mark in the outbox, in the partition that it is an event of. */
export const putFact = (TableName: string, fact: Fact): RowWrite => ({
  Put: {
    TableName,
    Item: {
      pk: fact.aggregate,
      sk: eventSk(fact.version),
      fact,
      ...outboxMark(fact.aggregate, fact.at),
      expiresAt: daysAfter(fact.at, keptDays),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** The row is new, or the one of the version before. */
export const whileVersionIs = (before: number) =>
  before === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': before } };
