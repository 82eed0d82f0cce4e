import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { checkoutRequestId } from '../../kernel/identifiers.ts';
import type {
  ReconciliationLedger,
  ReconciliationState,
} from '../../reconciliation/reconciliation-ledger.ts';
import { readLink } from './link-rows.ts';
import { readEvent, readState, stateRow } from './reconciliation-rows.ts';
import { queryRows, type Row, unlessRefused, writeTogether } from './rows.ts';
import { oldestRows } from './sharded-index.ts';
import {
  attemptLinkPrefix,
  duePartitions,
  eventPrefix,
  eventSk,
  indexes,
  outboxMark,
  paymentPk,
  stateSk,
  type Tables,
  transactionPrefix,
} from './tables.ts';

/** Decisions and their audit events, in the reconciliation table: one partition per payment. */
export function dynamoReconciliationLedger(
  document: DynamoDBDocumentClient,
  tables: Pick<Tables, 'reconciliation'>,
): ReconciliationLedger {
  const TableName = tables.reconciliation;

  return {
    async read(paymentId) {
      const rows = await queryRows(document, {
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk >= :state',
        ExpressionAttributeValues: { ':pk': paymentPk(paymentId), ':state': stateSk },
      });
      const state = rows.find(({ sk }) => sk === stateSk);
      return {
        links: rows.filter(startsWith(transactionPrefix)).map(readLink),
        attemptIds: rows
          .filter(startsWith(attemptLinkPrefix))
          .map(({ sk }) => checkoutRequestId(String(sk).slice(attemptLinkPrefix.length))),
        ...(state && { state: readState(state) }),
      };
    },

    async linkAttempt(paymentId, id) {
      const Item = { pk: paymentPk(paymentId), sk: `${attemptLinkPrefix}${id}` };
      await document.send(new PutCommand({ TableName, Item }));
    },

    async save(state, event) {
      const Put = { TableName, Item: stateRow(state), ...whileVersionIs(state.version - 1) };
      if (!event) return unlessRefused(document.send(new PutCommand(Put)));
      const pk = paymentPk(state.paymentId);
      const sk = eventSk(event.version);
      const Item = { pk, sk, event, ...outboxMark(pk, event.at) };
      return writeTogether(document, [
        { Put },
        { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
      ]);
    },

    async events(paymentId) {
      const rows = await queryRows(document, {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :events)',
        ExpressionAttributeValues: { ':pk': paymentPk(paymentId), ':events': eventPrefix },
      });
      return rows.map(readEvent);
    },

    async due(now, page) {
      const source = { table: TableName, index: indexes.due, partitions: duePartitions };
      const { rows, cursor } = await oldestRows(document, source, now, page);
      return { states: rows.map(readState), ...(cursor && { cursor }) };
    },
  };
}

const whileVersionIs = (version: ReconciliationState['version']) =>
  version === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': version } };

const startsWith =
  (prefix: string) =>
  ({ sk }: Row): boolean =>
    String(sk).startsWith(prefix);
