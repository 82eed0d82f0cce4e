import type { TransactionHead } from '../../payments/transaction.ts';
import { type Waiting, waitingKeys } from '../../payments/transaction-head.ts';
import { headRow } from './head-rows.ts';
import type { RowWrite } from './rows.ts';
import { dueMark, headSk, keyPk, transactionId } from './tables.ts';

export const ifAbsent = { ConditionExpression: 'attribute_not_exists(pk)' };

/** Puts the head over the one before, while that is unchanged. */
export const putHead = (
  TableName: string,
  before: TransactionHead | undefined,
  after: TransactionHead,
  waiting: Waiting,
): RowWrite => ({
  Put: { TableName, Item: headRow(after, waiting), ...(before ? whileVersionIs(before.version) : ifAbsent) },
});

/** Gives a head away: its allocations are set and its marks removed, whatever else stands beside it. */
export const giveHead = (TableName: string, before: TransactionHead, after: TransactionHead): RowWrite => ({
  Update: {
    TableName,
    Key: keyOf(before),
    UpdateExpression:
      'SET allocations = :allocations, version = :next REMOVE duePk, dueAt, unmatchedPk, unmatchedAt',
    ConditionExpression: 'version = :version',
    ExpressionAttributeValues: {
      ':allocations': after.allocations,
      ':next': after.version,
      ':version': before.version,
    },
  },
});

/** Moves the next try of a head that waits; one that was allocated meanwhile must never get its mark back. */
export const postponeHead = (TableName: string, head: TransactionHead, nextTryAt: number | undefined) => ({
  TableName,
  Key: keyOf(head),
  ConditionExpression: 'version = :version AND attribute_exists(duePk)',
  ...(nextTryAt === undefined
    ? { UpdateExpression: 'REMOVE duePk, dueAt', ExpressionAttributeValues: { ':version': head.version } }
    : {
        UpdateExpression: 'SET duePk = :duePk, dueAt = :at',
        ExpressionAttributeValues: {
          ':version': head.version,
          ':duePk': dueMark(transactionId(head), nextTryAt).duePk,
          ':at': nextTryAt,
        },
      }),
});

/** Puts rows under the keys that a head waits by now, and deletes those under keys that it waits by no longer. */
export function keyWrites(
  TableName: string,
  before: TransactionHead | undefined,
  after: TransactionHead,
): readonly RowWrite[] {
  const rowUnder = (key: string) => ({ pk: keyPk(key), sk: transactionId(after) });
  const old = before ? waitingKeys(before) : [];
  const now = waitingKeys(after);
  const gained = now.filter((key) => !old.includes(key));
  const lost = old.filter((key) => !now.includes(key));
  return [
    ...gained.map((key): RowWrite => ({ Put: { TableName, Item: rowUnder(key) } })),
    ...lost.map((key): RowWrite => ({ Delete: { TableName, Key: rowUnder(key) } })),
  ];
}

const keyOf = (head: TransactionHead) => ({ pk: transactionId(head), sk: headSk });

const whileVersionIs = (version: number) => ({
  ConditionExpression: 'version = :version',
  ExpressionAttributeValues: { ':version': version },
});
