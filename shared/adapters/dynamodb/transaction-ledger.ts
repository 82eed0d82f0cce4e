import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TransactionNotice } from '../../mpesa/notice.ts';
import type { Received } from '../../payments/reduce-transaction.ts';
import type { TransactionHead, TransactionKey } from '../../payments/transaction.ts';
import {
  assertWithinAmount,
  isGivenBeside,
  nextHead,
  nextWaiting,
  type Waiting,
} from '../../payments/transaction-head.ts';
import type { KeptNotice, TransactionLedger } from '../../payments/transaction-ledger.ts';
import { readHead, readWaiting } from './head-rows.ts';
import { giveHead, ifAbsent, keyWrites, postponeHead, putHead } from './head-writes.ts';
import { linkWrites } from './link-rows.ts';
import { isAboutTransaction, isNotice, keepNotice, pointToNotice, readNotice } from './notice-rows.ts';
import {
  backOff,
  getRows,
  queryRows,
  type Row,
  type RowWrite,
  unlessRefused,
  writeTogether,
} from './rows.ts';
import { oldestRows } from './sharded-index.ts';
import {
  attemptPk,
  duePartitions,
  eventSk,
  headSk,
  indexes,
  noticePrefix,
  outboxMark,
  queryPk,
  type Tables,
  transactionId,
} from './tables.ts';

/** What is kept of one transaction; nothing before its first notice. */
interface Kept {
  readonly notices: readonly Received<TransactionNotice>[];
  readonly before?: { readonly head: TransactionHead; readonly waiting: Waiting };
}

const maxRounds = 60;

/** Notices, heads and attempts in the payments table; the links of allocations in the reconciliation table. */
export function dynamoTransactionLedger(
  document: DynamoDBDocumentClient,
  tables: Pick<Tables, 'payments' | 'reconciliation'>,
): TransactionLedger {
  const TableName = tables.payments;
  const put = (Item: Row, condition = {}): RowWrite => ({ Put: { TableName, Item, ...condition } });
  const putOnce = (Item: Row) =>
    unlessRefused(document.send(new PutCommand({ TableName, Item, ...ifAbsent })));

  async function keptOf(key: TransactionKey): Promise<Kept> {
    const rows = await queryRows(document, {
      TableName,
      KeyConditionExpression: 'pk = :pk AND sk >= :head',
      ExpressionAttributeValues: { ':pk': transactionId(key), ':head': headSk },
    });
    const row = rows.find(({ sk }) => sk === headSk);
    return {
      notices: rows.filter(isNotice).map(readNotice).filter(isAboutTransaction),
      ...(row && { before: { head: readHead(row), waiting: readWaiting(row) } }),
    };
  }

  /** What stands beside the head; undefined when the head is no longer the one given. */
  async function waitingBeside(head: TransactionHead): Promise<Waiting | undefined> {
    const [row] = await getRows(document, TableName, [{ pk: transactionId(head), sk: headSk }]);
    return row && readHead(row).version === head.version ? readWaiting(row) : undefined;
  }

  return {
    async recordTransaction(kept, expectsPayment, allocations = [], owners) {
      // Read before it is written: a write that is refused costs as much as one that is saved, many times the read.
      let known = await keptOf(kept.notice);
      for (let round = 1; round <= maxRounds; round++) {
        const { before } = known;
        if (before && known.notices.some(isSameAs(kept))) return { value: before.head, isNew: false };
        if (before && isGivenBeside(before.head, owners)) {
          return { value: before.head, isNew: false, isGivenMeanwhile: true };
        }
        const next = nextHead(before?.head, [...known.notices, kept]);
        const value = before ? next : { ...next, allocations };
        if (!before) assertWithinAmount(value, allocations);
        const { checkoutRequestId } = kept.notice;
        const writes = [
          put(keepNotice(transactionId(value), kept), ifAbsent),
          putHead(TableName, before?.head, value, nextWaiting(value, before, expectsPayment)),
          ...keyWrites(TableName, before?.head, value),
          ...(checkoutRequestId ? [put(pointToNotice(attemptPk(checkoutRequestId), kept))] : []),
          ...(before ? [] : linkWrites(tables.reconciliation, next, allocations)),
        ];
        if ((await writeTogether(document, writes)) === 'saved') return { value, isNew: true };
        if (round > 1) await backOff(round);
        known = await keptOf(value);
      }
      throw new Error(
        `${kept.notice.kind} ${kept.notice.receipt} changed ${maxRounds} times meanwhile; try again`,
      );
    },

    async recordAttempt(kept) {
      const id = kept.notice.checkoutRequestId;
      const isNew = (await putOnce(keepNotice(attemptPk(id), kept))) === 'saved';
      return { value: kept.notice, isNew };
    },

    async recordQuery(kept) {
      const isNew = (await putOnce(keepNotice(queryPk(kept.notice.queryId), kept))) === 'saved';
      return { value: kept.notice, isNew };
    },

    async transactions(keys) {
      const rows = await getRows(
        document,
        TableName,
        keys.map((key) => ({ pk: transactionId(key), sk: headSk })),
      );
      return rows.map(readHead);
    },

    async attemptNotices(ids) {
      return Promise.all(ids.map(noticesOfAttempt));
    },

    async allocate(head, allocations) {
      assertWithinAmount(head, allocations);
      const after: TransactionHead = { ...head, allocations, version: head.version + 1 };
      // A head that waits again needs to know what stands beside it; one that is given away only loses its marks.
      const waiting = allocations.length === 0 ? await waitingBeside(head) : undefined;
      if (allocations.length === 0 && !waiting) return 'changed';
      return writeTogether(document, [
        waiting
          ? putHead(TableName, head, after, nextWaiting(after, { head, waiting }, false))
          : giveHead(TableName, head, after),
        ...keyWrites(TableName, head, after),
        ...linkWrites(tables.reconciliation, head, allocations),
      ]);
    },

    async tellUnmatched(head, fact) {
      const waiting = await waitingBeside(head);
      if (!waiting || head.toldUnmatchedAt !== undefined) return 'changed';
      const after: TransactionHead = { ...head, toldUnmatchedAt: fact.at, version: head.version + 1 };
      const pk = transactionId(head);
      return writeTogether(document, [
        putHead(TableName, head, after, waiting),
        put({ pk, sk: eventSk(after.version), fact, ...outboxMark(pk, fact.at) }, ifAbsent),
      ]);
    },

    async dueUnmatched(now, limit) {
      const source = { table: TableName, index: indexes.due, partitions: duePartitions };
      for (let cursor: string | undefined; ; ) {
        const page = await oldestRows(document, source, now, { limit, ...(cursor && { cursor }) });
        if (page.rows.length > 0 || !page.cursor) return page.rows.map(readHead);
        cursor = page.cursor;
      }
    },

    async postpone(head, nextTryAt) {
      const update = new UpdateCommand(postponeHead(TableName, head, nextTryAt));
      await unlessRefused(document.send(update));
    },
  };

  async function noticesOfAttempt(id: string) {
    const rows = await queryRows(document, {
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :notices)',
      ExpressionAttributeValues: { ':pk': attemptPk(id), ':notices': noticePrefix },
    });
    return rows.map(readNotice);
  }
}

const isSameAs =
  (kept: KeptNotice<TransactionNotice>) =>
  ({ hash, notice }: Received<TransactionNotice>): boolean =>
    hash === kept.hash && notice.channel === kept.notice.channel;
