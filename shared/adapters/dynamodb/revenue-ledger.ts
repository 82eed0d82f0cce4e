import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { RevenueFailed, RevenueReported } from '../../events/revenue-reported.ts';
import type { RevenueLedger } from '../../revenue/revenue-ledger.ts';
import { readRecord, recordRow } from './revenue-rows.ts';
import { queryRows, type Row, type RowWrite, unlessRefused, writeTogether } from './rows.ts';
import { eventSk, outboxMark, type RevenueTables, revenuePk, windowPrefix, windowSk } from './tables.ts';

const ifAbsent = { ConditionExpression: 'attribute_not_exists(pk)' };

/** Windows and the facts that told of them, one partition per report of the revenue table. */
export function dynamoRevenueLedger(
  document: DynamoDBDocumentClient,
  { revenue: TableName }: RevenueTables,
): RevenueLedger {
  const eventRow = (fact: RevenueReported | RevenueFailed): Row => ({
    pk: fact.aggregate,
    sk: eventSk(fact.version),
    fact,
    ...outboxMark(fact.aggregate, fact.at),
  });
  const windowsOf = (report: string, from: number, until: number) => ({
    TableName,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :last',
    ExpressionAttributeValues: {
      ':pk': revenuePk(report),
      ':from': windowSk(from),
      ':last': windowSk(until - 1),
    },
  });

  return {
    async records(report, from, until) {
      return (await queryRows(document, windowsOf(report, from, until))).map(readRecord);
    },

    async first(report) {
      const query = new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :windows)',
        ExpressionAttributeValues: { ':pk': revenuePk(report), ':windows': windowPrefix },
        ConsistentRead: true,
        Limit: 1,
      });
      const [row] = (await document.send(query)).Items ?? [];
      return row && readRecord(row);
    },

    async save({ reported, corrected, fact }) {
      return writeTogether(document, [
        ...reported.map((record): RowWrite => ({ Put: { TableName, Item: recordRow(record), ...ifAbsent } })),
        ...corrected.map(
          (record): RowWrite => ({
            Put: {
              TableName,
              Item: recordRow(record),
              ConditionExpression: 'version = :before',
              ExpressionAttributeValues: { ':before': record.version - 1 },
            },
          }),
        ),
        { Put: { TableName, Item: eventRow(fact), ...ifAbsent } },
      ]);
    },

    async saveFailure(fact) {
      const put = new PutCommand({ TableName, Item: eventRow(fact), ...ifAbsent });
      return (await unlessRefused(document.send(put))) === 'saved' ? 'saved' : 'known';
    },

    async page(report, { from, until }, limit) {
      if (from >= until) return { records: [] };
      const query = { ...windowsOf(report, from, until), ScanIndexForward: false, Limit: limit };
      const { Items = [], LastEvaluatedKey } = await document.send(new QueryCommand(query));
      const records = Items.map(readRecord);
      const last = records.at(-1);
      return { records, ...(LastEvaluatedKey && last && { next: last.startAt }) };
    },
  };
}
