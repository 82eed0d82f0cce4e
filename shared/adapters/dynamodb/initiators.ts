import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { InitiatorBook, InitiatorState, KnownCall } from '../../balances/initiator-book.ts';
import type { PartnerId, Shortcode } from '../../kernel/identifiers.ts';
import { putFact, whileVersionIs } from './balance-rows.ts';
import { queryRows, type Row, type RowKey, type RowWrite, writeTogether } from './rows.ts';
import { type Fields, identifier, maybe } from './schema.ts';
import { daysAfter, type Tables } from './tables.ts';

const state = z.object({
  key: z.string(),
  provenCredential: maybe(z.string()),
  inFlight: maybe(z.object({ callId: z.string(), until: z.int() })),
  stopped: maybe(z.object({ code: z.string(), at: z.int() })),
  resumedAt: maybe(z.int()),
  facts: z.int(),
  version: z.int(),
} satisfies Fields<InitiatorState>);

const call = z.object({
  id: z.string(),
  partnerId: identifier<PartnerId>(),
  shortcode: identifier<Shortcode>(),
  key: z.string(),
  credential: z.string(),
  enteredAt: z.int(),
} satisfies Fields<KnownCall>);

const keptDays = 30;
const initiatorPk = (key: string): string => `INITIATOR#${key}`;
const gateKey = (key: string): RowKey => ({ pk: initiatorPk(key), sk: 'GATE' });
const callKey = (id: string): RowKey => ({ pk: `CALL#${id}`, sk: 'CALL' });
const sharerPrefix = 'PARTNER#';

/** API operators and the calls in their name, in the balances table. */
export function dynamoInitiatorBook(
  document: DynamoDBDocumentClient,
  { balances: TableName }: Pick<Tables, 'balances'>,
): InitiatorBook {
  const get = async (Key: RowKey): Promise<Row | undefined> =>
    (await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  const callWrites = (known: KnownCall): readonly RowWrite[] => {
    const { key, partnerId, enteredAt } = known;
    const Item = { ...callKey(known.id), ...known, expiresAt: daysAfter(enteredAt, keptDays) };
    const sharer = { pk: initiatorPk(key), sk: `${sharerPrefix}${partnerId}`, partnerId };
    return [{ Put: { TableName, Item } }, { Put: { TableName, Item: sharer } }];
  };

  return {
    async state(key) {
      const row = await get(gateKey(key));
      return row ? state.parse(row) : { key, facts: 0, version: 0 };
    },

    save(value, { call: known, facts = [] } = {}) {
      const Item = { ...gateKey(value.key), ...value };
      return writeTogether(document, [
        { Put: { TableName, Item, ...whileVersionIs(value.version - 1) } },
        ...(known ? callWrites(known) : []),
        ...facts.map((fact) => putFact(TableName, fact)),
      ]);
    },

    async putCall(known) {
      await writeTogether(document, callWrites(known));
    },

    async call(id) {
      const row = await get(callKey(id));
      return row && call.parse(row);
    },

    async partners(key) {
      const rows = await queryRows(document, {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sharers)',
        ExpressionAttributeValues: { ':pk': initiatorPk(key), ':sharers': sharerPrefix },
      });
      return rows.map(({ partnerId }) => z.parse(identifier<PartnerId>(), partnerId));
    },

    warnOnce: (fact) => writeTogether(document, [putFact(TableName, fact)]),
  };
}
