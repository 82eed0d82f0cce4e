import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Fact } from '../../events/fact.ts';
import { transactionUnmatched } from '../../events/transaction-unmatched.ts';
import { paymentId } from '../../kernel/identifiers.ts';
import type { Outbox } from '../../reconciliation/outbox.ts';
import { factOf } from '../../reconciliation/reconciled-fact.ts';
import { readEvent } from './reconciliation-rows.ts';
import { type Row, type RowKey, type RowWrite, writeTogether } from './rows.ts';
import { oldestRows } from './sharded-index.ts';
import { eventSk, indexes, outboxPartitions, paymentPk, type Tables, transactionId } from './tables.ts';

/** The marked event rows of both tables. A mark is taken off when its fact is published; the event stays. */
export function dynamoOutbox(document: DynamoDBDocumentClient, tables: Tables): Outbox {
  const marked = async (table: string, until: number, limit: number): Promise<readonly Row[]> => {
    const source = { table, index: indexes.outbox, partitions: outboxPartitions };
    const { rows } = await oldestRows(document, source, until, { limit });
    return rows;
  };

  return {
    async unpublished(before, limit) {
      const [reconciled, unmatched] = await Promise.all([
        marked(tables.reconciliation, before - 1, limit),
        marked(tables.payments, before - 1, limit),
      ]);
      const facts: Fact[] = [
        ...reconciled.map((row) => factOf(readEvent(row))),
        ...unmatched.map(({ fact }) => transactionUnmatched.parse(fact)),
      ];
      return facts.sort((a, b) => a.at - b.at).slice(0, limit);
    },

    async markPublished(facts) {
      const distinct = [...new Map(facts.map((fact) => [fact.id, fact])).values()];
      for (let start = 0; start < distinct.length; start += marksPerWrite) {
        const marks = distinct.slice(start, start + marksPerWrite).map((fact): RowWrite => {
          const { table, key } = rowOf(tables, fact);
          return {
            Update: { TableName: table, Key: key, UpdateExpression: 'REMOVE outboxPk, outboxAt', ...ifThere },
          };
        });
        await writeTogether(document, marks);
      }
    },
  };
}

const marksPerWrite = 50;
/** Without it, a row would be made where there is none. */
const ifThere = { ConditionExpression: 'attribute_exists(pk)' };

function rowOf(tables: Tables, fact: Fact): { readonly table: string; readonly key: RowKey } {
  const sk = eventSk(fact.version);
  return fact.type === 'payment.reconciled'
    ? { table: tables.reconciliation, key: { pk: paymentPk(paymentId(fact.data.paymentId)), sk } }
    : { table: tables.payments, key: { pk: transactionId(fact.data), sk } };
}
