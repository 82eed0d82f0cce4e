import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { PaymentId } from '../../kernel/identifiers.ts';
import type { IndexedPayment, IndexedPayments } from '../../payments/payment-index.ts';
import { getRows, type Row, type RowKey, type RowWrite } from './rows.ts';
import { type Fields, identifier } from './schema.ts';
import { keyPk, paymentPk, stateSk, type Tables } from './tables.ts';

const indexed = z.object({
  id: identifier<PaymentId>(),
  fingerprint: z.string(),
  keys: z.array(z.string()),
} satisfies Fields<IndexedPayment>);

/** What a state's row says of its payment; undefined when it was never met. */
export const readIndexed = (row: Row): IndexedPayment | undefined =>
  row.indexed === undefined ? undefined : indexed.parse(row.indexed);

const keyOf = (id: PaymentId): RowKey => ({ pk: paymentPk(id), sk: stateSk });

/** Where a payment stands under one of its keys, in the payments table. */
export const rowUnder = (key: string, id: PaymentId): RowKey => ({ pk: keyPk(key), sk: paymentPk(id) });

/** A CheckoutRequestID once given to a payment stays the payment's, whatever the document says later. */
const isForGood = (key: string): boolean => key.startsWith('crq#');

/** Takes a payment away from under keys that it has no longer. */
export const lostKeyWrites = (
  { payments: TableName }: Pick<Tables, 'payments'>,
  now: IndexedPayment,
  before: IndexedPayment | undefined,
): readonly RowWrite[] =>
  (before?.keys ?? [])
    .filter((key) => !now.keys.includes(key) && !isForGood(key))
    .map((key): RowWrite => ({ Delete: { TableName, Key: rowUnder(key, now.id) } }));

/** Noted in the rows of the decisions, in the reconciliation table. */
export const dynamoIndexedPayments = (
  document: DynamoDBDocumentClient,
  { reconciliation }: Pick<Tables, 'reconciliation'>,
): IndexedPayments => ({
  async among(ids) {
    const rows = await getRows(document, reconciliation, ids.map(keyOf));
    const found = rows.map(readIndexed).filter((payment) => payment !== undefined);
    return new Map(found.map((payment) => [payment.id, payment]));
  },
});
