import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { paymentId as asPaymentId, receipt as asReceipt } from '../../kernel/identifiers.ts';
import type { PaymentIndex } from '../../payments/payment-index.ts';
import { mostUnderOneKey } from '../../payments/payment-index.ts';
import { rowUnder } from './indexed-payments.ts';
import { kind } from './notice-rows.ts';
import { backOff, queryRows, type Row } from './rows.ts';
import { keyPk, paymentPrefix, type Tables, transactionPrefix } from './tables.ts';

const maxTries = 12;
const batchWriteLimit = 25;

/** Rows of payments under their keys, in the payments table; those of transactions are written by their ledger. */
export function dynamoPaymentIndex(
  document: DynamoDBDocumentClient,
  tables: Pick<Tables, 'payments'>,
): PaymentIndex {
  const TableName = tables.payments;
  const rowsUnder = (key: string, prefix: string) =>
    queryRows(
      document,
      {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': keyPk(key), ':prefix': prefix },
      },
      mostUnderOneKey,
    );

  return {
    async put({ id, keys }) {
      const rows = [...new Set(keys)].map((key) => ({ ...rowUnder(key, id) }));
      for (let start = 0; start < rows.length; start += batchWriteLimit) {
        await putAll(document, TableName, rows.slice(start, start + batchWriteLimit));
      }
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
