import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Receipt } from '../../kernel/identifiers.ts';
import type { TransactionKind } from '../../mpesa/notice.ts';
import type { Erasure, PersonalData } from '../../payments/erasure.ts';
import { readHead } from './head-rows.ts';
import { isNotice, kind, readNotice } from './notice-rows.ts';
import { queryRows, type Row, type RowKey, unlessRefused } from './rows.ts';
import { attemptPk, headSk, noticePrefix, type Tables, transactionId } from './tables.ts';

const keyShape = z.object({ pk: z.string(), sk: z.string() });
const maxRounds = 20;

/** What one receipt has in the payments table that may tell of a person. */
interface Found {
  readonly heads: readonly Row[];
  readonly notices: readonly Row[];
}

/** Personal data in the payments table. The rows of notices stay, so that the same notice told again is still known. */
export function dynamoErasure(
  document: DynamoDBDocumentClient,
  { payments: TableName }: Pick<Tables, 'payments'>,
): Erasure {
  const rowsOf = (pk: string, from: string) =>
    queryRows(document, {
      TableName,
      KeyConditionExpression: 'pk = :pk AND sk >= :from',
      ExpressionAttributeValues: { ':pk': pk, ':from': from },
    });

  async function find(receipt: Receipt): Promise<Found> {
    const own = (
      await Promise.all(kind.options.map((each) => rowsOf(transactionId({ receipt, kind: each }), headSk)))
    ).flat();
    const heads = own.filter(({ sk }) => sk === headSk);
    const attempts = new Set(heads.flatMap((row) => readHead(row).checkoutRequestIds));
    const pushes = await Promise.all([...attempts].map((id) => rowsOf(attemptPk(id), noticePrefix)));
    return { heads, notices: [...own, ...pushes.flat()].filter(isNotice) };
  }

  const update = (row: Row, expression: string, values: Row = {}, condition?: string) =>
    unlessRefused(
      document.send(
        new UpdateCommand({
          TableName,
          Key: keyOf(row),
          UpdateExpression: expression,
          ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
          ...(condition && { ConditionExpression: condition }),
        }),
      ),
    );

  /** Under its version, like every other change of a head. */
  async function eraseHead(receipt: Receipt, of: TransactionKind): Promise<void> {
    for (let round = 1; round <= maxRounds; round++) {
      const [row] = (await rowsOf(transactionId({ receipt, kind: of }), headSk)).filter(
        ({ sk }) => sk === headSk,
      );
      if (!row || !isNamed(row)) return;
      const { version } = readHead(row);
      const values = { ':version': version, ':next': version + 1 };
      const expression = 'SET version = :next REMOVE phone, payerName';
      if ((await update(row, expression, values, 'version = :version')) === 'saved') return;
    }
    throw new Error(`${of} ${receipt} changed ${maxRounds} times meanwhile; try again`);
  }

  return {
    async find(receipt) {
      return told(receipt, await find(receipt));
    },

    async erase(receipt) {
      const found = await find(receipt);
      // Notices first: a head is reduced from them, so one that is reduced again meanwhile finds nothing in them.
      for (const row of found.notices.filter(tellsOfPerson))
        await update(row, 'REMOVE body, notice.phone, notice.payerName', {}, 'attribute_exists(pk)');
      for (const row of found.heads) await eraseHead(receipt, readHead(row).kind);
      return told(receipt, found);
    },
  };
}

const keyOf = (row: Row): RowKey => keyShape.parse(row);

function told(receipt: Receipt, { heads, notices }: Found): PersonalData | undefined {
  if (heads.length === 0) return undefined;
  return {
    receipt,
    kinds: heads.map((row) => readHead(row).kind),
    notices: notices.filter(tellsOfPerson).length,
    isNamed: heads.some(isNamed),
  };
}

function tellsOfPerson(row: Row): boolean {
  const { notice } = readNotice(row);
  const names = notice.about === 'transaction' && (notice.phone ?? notice.payerName) !== undefined;
  return row.body !== undefined || names;
}

function isNamed(row: Row): boolean {
  const { phone, payerName } = readHead(row);
  return (phone ?? payerName) !== undefined;
}
