import { setTimeout as pause } from 'node:timers/promises';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';

export type Row = Record<string, unknown>;
export interface RowKey {
  readonly pk: string;
  readonly sk: string;
}
export type RowWrite = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const batchGetLimit = 100;
const maxTries = 12;

/** Every row of a query, or its first `atMost`, whatever the number of pages; strongly consistent. */
export async function queryRows(
  document: DynamoDBDocumentClient,
  query: Omit<QueryCommandInput, 'ConsistentRead' | 'ExclusiveStartKey' | 'Limit'>,
  atMost?: number,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let from: Row | undefined;
  do {
    const page = await document.send(
      new QueryCommand({
        ...query,
        ConsistentRead: true,
        ...(atMost !== undefined && { Limit: atMost - rows.length }),
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    rows.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from && rows.length < (atMost ?? Number.POSITIVE_INFINITY));
  return rows;
}

/** The rows that exist among these keys, in the order of the keys; strongly consistent. */
export async function getRows(
  document: DynamoDBDocumentClient,
  table: string,
  keys: readonly RowKey[],
): Promise<readonly Row[]> {
  const found = new Map<string, Row>();
  const wanted = [...new Map(keys.map(({ pk, sk }) => [nameOf({ pk, sk }), { pk, sk }])).values()];
  for (let start = 0; start < wanted.length; start += batchGetLimit) {
    let rest: Row[] = wanted.slice(start, start + batchGetLimit);
    for (let tries = 0; rest.length > 0; tries++) {
      if (tries === maxTries)
        throw new Error(`${rest.length} rows of ${table} could not be read in ${tries} tries`);
      if (tries > 0) await backOff(tries);
      const answer = await document.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: rest, ConsistentRead: true } } }),
      );
      for (const row of answer.Responses?.[table] ?? []) found.set(nameOf(row as unknown as RowKey), row);
      rest = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return keys.map((key) => found.get(nameOf(key))).filter((row) => row !== undefined);
}

const nameOf = ({ pk, sk }: RowKey): string => `${pk}\n${sk}`;

/**
 * Writes all or nothing.
 *
 * @returns `changed` when a condition did not hold. Throws when the store stays too busy.
 */
export async function writeTogether(
  document: DynamoDBDocumentClient,
  writes: readonly RowWrite[],
): Promise<'saved' | 'changed'> {
  for (let tries = 1; ; tries++) {
    try {
      await document.send(new TransactWriteCommand({ TransactItems: [...writes] }));
      return 'saved';
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if (codes.includes('ConditionalCheckFailed')) return 'changed';
      if (tries === maxTries || !codes.some(isPassing)) throw error;
      await backOff(tries);
    }
  }
}

/** Another transaction held a row, or the table was busy: the same write may succeed a moment later. */
const isPassing = (code: string | undefined): boolean =>
  code === 'TransactionConflict' || code === 'ThrottlingError' || code === 'ProvisionedThroughputExceeded';

/** A single conditional write. */
export async function unlessRefused(write: Promise<unknown>): Promise<'saved' | 'changed'> {
  try {
    await write;
    return 'saved';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'changed';
    throw error;
  }
}

/** Waits longer each time, at random, so that those who met once do not meet again. */
export const backOff = (tries: number): Promise<void> =>
  pause(Math.random() * Math.min(1_000, 5 * 2 ** tries));
