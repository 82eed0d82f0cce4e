import type { PaymentId, Shortcode } from '../../kernel/identifiers.ts';

/** The physical names of the tables. All are keyed `pk`, `sk` (text) and expire rows by `expiresAt` (epoch seconds). */
export interface Tables {
  readonly payments: string;
  readonly reconciliation: string;
  readonly alerts: string;
  readonly balances: string;
}

/** The physical name of the table of revenue windows, keyed in the same way. */
export interface RevenueTables {
  readonly revenue: string;
}

/**
 * Sparse indexes, keys only: a row is in one while it bears the index's two attributes. Their partitions are sharded, so
 * that no burst writes to one of them alone; what is read from one is read again from its table before it counts.
 */
export const indexes = {
  /** All tables: transactions to try again, payments to review, balances to ask for; `dueAt` is when. */
  due: { name: 'due', pk: 'duePk', at: 'dueAt' },
  /** Payments table: money that people were told no payment fits, by shortcode; `unmatchedAt` is when it came. */
  unmatched: { name: 'unmatched', pk: 'unmatchedPk', at: 'unmatchedAt' },
  /** All tables: facts to publish; `outboxAt` is when they were saved. */
  outbox: { name: 'outbox', pk: 'outboxPk', at: 'outboxAt' },
  /** Balances table: checks by month, alerts by whether they are active; `recentAt` is when they came. */
  recent: { name: 'recent', pk: 'recentPk', at: 'recentAt' },
} as const;
export type Index = (typeof indexes)[keyof typeof indexes];

/** Rows that sort below `headSk` (the events) are left out of the read that reduces a transaction. */
export const headSk = 'HEAD';
/** It sorts between the events and the links, so that one read takes it and the links, and no event. */
export const stateSk = 'STATE';

export const transactionId = ({ receipt, kind }: { receipt: string; kind: string }): string =>
  `${transactionPrefix}${receipt}#${kind}`;
export const transactionPrefix = 'TX#';
export const attemptPk = (checkoutRequestId: string): string => `CRQ#${checkoutRequestId}`;
export const queryPk = (queryId: string): string => `QUERY#${queryId}`;
export const noticeSk = (channel: string, hash: string): string => `${noticePrefix}${channel}#${hash}`;
export const noticePrefix = 'SRC#';
export const keyPk = (key: string): string => `KEY#${key}`;

export const revenuePk = (report: string): string => `REVENUE#${report}`;
/** ISO times sort as text as they do as times. */
export const windowSk = (startAt: number): string => `${windowPrefix}${new Date(startAt).toISOString()}`;
export const windowPrefix = 'WINDOW#';

export const paymentPk = (paymentId: PaymentId): string => `${paymentPrefix}${paymentId}`;
export const paymentPrefix = 'PAY#';
export const attemptLinkPrefix = 'STK#';
export const eventPrefix = 'EVT#';
/** Ten digits sort as text as they do as numbers. */
export const eventSk = (version: number): string => `${eventPrefix}${String(version).padStart(10, '0')}`;

const shardCount = 4;
export const shardNumbers = Array.from({ length: shardCount }, (_, shard) => shard);

/** The same row is always in the same shard. */
export function shardOf(id: string): number {
  let sum = 0;
  for (let at = 0; at < id.length; at++) sum = (sum * 31 + id.charCodeAt(at)) % 65_521;
  return sum % shardCount;
}

export const duePartitions = shardNumbers.map((shard) => `DUE#${shard}`);
export const outboxPartitions = shardNumbers.map((shard) => `OUTBOX#${shard}`);
export const statisticsPartitions = shardNumbers.map((shard) => `STATS#${shard}`);

export const dueMark = (id: string, dueAt: number) => ({ duePk: `DUE#${shardOf(id)}`, dueAt });
export const outboxMark = (id: string, outboxAt: number) => ({ outboxPk: `OUTBOX#${shardOf(id)}`, outboxAt });
export const unmatchedMark = (shortcode: Shortcode | undefined, id: string, unmatchedAt: number) => ({
  unmatchedPk: `UNMATCHED#${shortcode ?? 'none'}#${shardOf(id)}`,
  unmatchedAt,
});

const daySeconds = 86_400;
/** A value for `expiresAt`. */
export const daysAfter = (at: number, days: number): number => Math.ceil(at / 1_000) + days * daySeconds;
