import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { PaymentId, Receipt, Shortcode } from '../../kernel/identifiers.ts';
import type { StatusQuery, StatusQueryLog } from '../../payments/status-query-log.ts';
import { type Fields, identifier, maybe } from './schema.ts';
import { daysAfter, queryPk, type Tables } from './tables.ts';

const queryRow = z.object({
  id: z.string(),
  paymentId: maybe(identifier<PaymentId>()),
  receipt: identifier<Receipt>(),
  shortcode: identifier<Shortcode>(),
  askedAt: z.int(),
} satisfies Fields<StatusQuery>);

const keptDays = 30;
const keyOf = (id: string) => ({ pk: queryPk(id), sk: 'QUERY' });

/** Questions asked, in the payments table. */
export const dynamoStatusQueryLog = (
  document: DynamoDBDocumentClient,
  { payments: TableName }: Pick<Tables, 'payments'>,
): StatusQueryLog => ({
  async put(query) {
    const Item = { ...keyOf(query.id), ...query, expiresAt: daysAfter(query.askedAt, keptDays) };
    await document.send(new PutCommand({ TableName, Item }));
  },

  async get(id) {
    const { Item } = await document.send(new GetCommand({ TableName, Key: keyOf(id), ConsistentRead: true }));
    return Item && queryRow.parse(Item);
  },
});
