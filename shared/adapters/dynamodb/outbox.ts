import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { balanceAlerted } from '../../events/balance-alerted.ts';
import { balancePollingStopped } from '../../events/balance-polling-stopped.ts';
import { credentialExpiring } from '../../events/credential-expiring.ts';
import type { Fact } from '../../events/fact.ts';
import type { Outbox } from '../../events/outbox.ts';
import { transactionUnmatched } from '../../events/transaction-unmatched.ts';
import { paymentId } from '../../kernel/identifiers.ts';
import { sideBySide } from '../../kernel/side-by-side.ts';
import { factOf } from '../../reconciliation/reconciled-fact.ts';
import { readEvent } from './reconciliation-rows.ts';
import { type Row, type RowKey, unlessRefused } from './rows.ts';
import { oldestRows } from './sharded-index.ts';
import { eventSk, indexes, outboxPartitions, paymentPk, type Tables, transactionId } from './tables.ts';

/** One table's share of the outbox: how its marked rows become facts, and where a fact's row is. */
export interface OutboxTable {
  readonly name: string;
  readonly read: (row: Row) => Fact;
  /** Undefined for facts that other tables keep. */
  readonly keyOf: (fact: Fact) => RowKey | undefined;
}

/** Decisions: the audit event is the fact. */
export const reconciliationOutbox = ({ reconciliation }: Pick<Tables, 'reconciliation'>): OutboxTable => ({
  name: reconciliation,
  read: (row) => factOf(readEvent(row)),
  keyOf: (fact) =>
    fact.type === 'payment.reconciled'
      ? { pk: paymentPk(paymentId(fact.data.paymentId)), sk: eventSk(fact.version) }
      : undefined,
});

/** Transactions that people were told no payment fits. */
export const paymentsOutbox = ({ payments }: Pick<Tables, 'payments'>): OutboxTable => ({
  name: payments,
  read: ({ fact }) => transactionUnmatched.parse(fact),
  keyOf: (fact) =>
    fact.type === 'transaction.unmatched'
      ? { pk: transactionId(fact.data), sk: eventSk(fact.version) }
      : undefined,
});

const balanceFact = z.discriminatedUnion('type', [balanceAlerted, balancePollingStopped, credentialExpiring]);

/** What people are told of balances: a fact's aggregate is its partition. */
export const balancesOutbox = ({ balances }: Pick<Tables, 'balances'>): OutboxTable => ({
  name: balances,
  read: ({ fact }) => balanceFact.parse(fact),
  keyOf: (fact) =>
    fact.type === 'balance.alerted' ||
    fact.type === 'balance.polling_stopped' ||
    fact.type === 'credential.expiring'
      ? { pk: fact.aggregate, sk: eventSk(fact.version) }
      : undefined,
});

/** The marked event rows of these tables. A mark is taken off when its fact is published; the event stays. */
export function dynamoOutbox(document: DynamoDBDocumentClient, tables: readonly OutboxTable[]): Outbox {
  const marked = async (table: OutboxTable, until: number, limit: number): Promise<readonly Fact[]> => {
    const source = { table: table.name, index: indexes.outbox, partitions: outboxPartitions };
    // The index runs behind its table: a page may hold nothing but what was published a moment ago.
    for (let cursor: string | undefined; ; ) {
      const page = await oldestRows(document, source, until, { limit, ...(cursor && { cursor }) });
      if (page.rows.length > 0 || !page.cursor) return page.rows.map(table.read);
      cursor = page.cursor;
    }
  };

  return {
    async unpublished(before, limit) {
      const facts = await Promise.all(tables.map((table) => marked(table, before - 1, limit)));
      return facts
        .flat()
        .sort((a, b) => a.at - b.at)
        .slice(0, limit);
    },

    async markPublished(facts) {
      const distinct = [...new Map(facts.map((fact) => [fact.id, fact])).values()];
      // Each by itself: together they would be written at twice the price, and one mark has nothing to do with another.
      await sideBySide(distinct, marksAtOnce, (fact) =>
        unlessRefused(document.send(new UpdateCommand(takeMarkOff(tables, fact)))),
      );
    },
  };
}

const marksAtOnce = 10;
/** Without it, a row would be made where there is none. */
const ifThere = { ConditionExpression: 'attribute_exists(pk)' };

function takeMarkOff(tables: readonly OutboxTable[], fact: Fact): UpdateCommandInput {
  for (const { name, keyOf } of tables) {
    const key = keyOf(fact);
    if (!key) continue;
    return { TableName: name, Key: key, UpdateExpression: 'REMOVE outboxPk, outboxAt', ...ifThere };
  }
  throw new Error(`no table of this outbox keeps ${fact.type}`);
}
