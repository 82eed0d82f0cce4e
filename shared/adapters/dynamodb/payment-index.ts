import { BatchWriteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { paymentId as asPaymentId, receipt as asReceipt, type PaymentId } from '../../kernel/identifiers.ts';
import type { IndexedPayment, PaymentIndex } from '../../payments/payment-index.ts';
import { kind } from './notice-rows.ts';
import {
  backOff,
  getRows,
  queryRows,
  type Row,
  type RowWrite,
  unlessRefused,
  writeTogether,
} from './rows.ts';
import { type Fields, identifier } from './schema.ts';
import {
  indexedPk,
  indexedSk,
  keyPk,
  paymentPk,
  paymentPrefix,
  type Tables,
  transactionPrefix,
} from './tables.ts';

const indexedRow = z.object({
  id: identifier<PaymentId>(),
  fingerprint: z.string(),
  keys: z.array(z.string()),
} satisfies Fields<IndexedPayment>);

const maxTries = 12;
const batchWriteLimit = 25;
/** A CheckoutRequestID once given to a payment stays the payment's, whatever the document says later. */
const isForGood = (key: string): boolean => key.startsWith('crq#');

/** Rows of payments under their keys, in the payments table; those of transactions are written by their ledger. */
export function dynamoPaymentIndex(
  document: DynamoDBDocumentClient,
  tables: Pick<Tables, 'payments'>,
): PaymentIndex {
  const TableName = tables.payments;
  const rowsUnder = (key: string, prefix: string) =>
    queryRows(document, {
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': keyPk(key), ':prefix': prefix },
    });
  const confirmed = async (ids: readonly PaymentId[]): Promise<readonly IndexedPayment[]> => {
    const rows = await getRows(
      document,
      TableName,
      ids.map((id) => ({ pk: indexedPk(id), sk: indexedSk })),
    );
    return rows.map((row) => indexedRow.parse(row));
  };
  const rowUnder = (key: string, id: PaymentId) => ({ pk: keyPk(key), sk: paymentPk(id) });

  return {
    async indexed(ids) {
      return new Map((await confirmed(ids)).map((payment) => [payment.id, payment]));
    },

    async put({ id, keys }) {
      const rows = [...new Set(keys)].map((key) => rowUnder(key, id));
      for (let start = 0; start < rows.length; start += batchWriteLimit) {
        await putAll(document, TableName, rows.slice(start, start + batchWriteLimit));
      }
    },

    async confirm({ id, fingerprint, keys }, before) {
      const Item = { pk: indexedPk(id), sk: indexedSk, id, fingerprint, keys };
      const gone = (before?.keys ?? []).filter((key) => !keys.includes(key) && !isForGood(key));
      const Put = { TableName, Item, ...whileIndexedAs(before) };
      if (gone.length === 0) {
        await unlessRefused(document.send(new PutCommand(Put)));
        return;
      }
      const deletes = gone.map((key): RowWrite => ({ Delete: { TableName, Key: rowUnder(key, id) } }));
      await writeTogether(document, [{ Put }, ...deletes]);
    },

    async paymentsUnder(key) {
      const rows = await rowsUnder(key, paymentPrefix);
      return rows.map(({ sk }) => asPaymentId(z.string().parse(sk).slice(paymentPrefix.length)));
    },

    async transactionsUnder(key) {
      const rows = await rowsUnder(key, transactionPrefix);
      return rows.map((row) => {
        const sk = z.string().parse(row.sk);
        const end = sk.lastIndexOf('#');
        return {
          receipt: asReceipt(sk.slice(transactionPrefix.length, end)),
          kind: kind.parse(sk.slice(end + 1)),
        };
      });
    },
  };
}

const whileIndexedAs = (before: IndexedPayment | undefined) =>
  before
    ? {
        ConditionExpression: 'fingerprint = :before',
        ExpressionAttributeValues: { ':before': before.fingerprint },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };

async function putAll(document: DynamoDBDocumentClient, table: string, rows: readonly Row[]): Promise<void> {
  let rest = rows.map((Item) => ({ PutRequest: { Item } }));
  for (let tries = 0; rest.length > 0; tries++) {
    if (tries === maxTries)
      throw new Error(`${rest.length} rows of ${table} could not be put in ${tries} tries`);
    if (tries > 0) await backOff(tries);
    const answer = await document.send(new BatchWriteCommand({ RequestItems: { [table]: rest } }));
    rest = (answer.UnprocessedItems?.[table] ?? []) as typeof rest;
  }
}
