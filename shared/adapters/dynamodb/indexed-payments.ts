import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { PaymentId } from '../../kernel/identifiers.ts';
import type { IndexedPayment, IndexedPayments } from '../../payments/payment-index.ts';
import { getRows, type Row, type RowKey, type RowWrite } from './rows.ts';
import { type Fields, identifier } from './schema.ts';
import { indexedSk, keyPk, paymentPk, type Tables } from './tables.ts';

const indexedRow = z.object({
  id: identifier<PaymentId>(),
  fingerprint: z.string(),
  keys: z.array(z.string()),
} satisfies Fields<IndexedPayment>);

export const readIndexed = (row: Row): IndexedPayment => indexedRow.parse(row);

const keyOf = (id: PaymentId): RowKey => ({ pk: paymentPk(id), sk: indexedSk });

/** Where a payment stands under one of its keys, in the payments table. */
export const rowUnder = (key: string, id: PaymentId): RowKey => ({ pk: keyPk(key), sk: paymentPk(id) });

/** A CheckoutRequestID once given to a payment stays the payment's, whatever the document says later. */
const isForGood = (key: string): boolean => key.startsWith('crq#');

/** Notes what the payment is indexed as, and takes it away from under keys that it has no longer. */
export const indexedWrites = (
  tables: Pick<Tables, 'payments' | 'reconciliation'>,
  now: IndexedPayment,
  before: IndexedPayment | undefined,
): readonly RowWrite[] => [
  { Put: { TableName: tables.reconciliation, Item: { ...keyOf(now.id), ...now } } },
  ...(before?.keys ?? [])
    .filter((key) => !now.keys.includes(key) && !isForGood(key))
    .map((key): RowWrite => ({ Delete: { TableName: tables.payments, Key: rowUnder(key, now.id) } })),
];

/** Beside the decisions, in the reconciliation table. */
export const dynamoIndexedPayments = (
  document: DynamoDBDocumentClient,
  { reconciliation }: Pick<Tables, 'reconciliation'>,
): IndexedPayments => ({
  async among(ids) {
    const rows = await getRows(document, reconciliation, ids.map(keyOf));
    return new Map(rows.map(readIndexed).map((payment) => [payment.id, payment]));
  },
});
