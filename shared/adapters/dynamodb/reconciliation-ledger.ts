import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { checkoutRequestId } from '../../kernel/identifiers.ts';
import type { AuditEvent } from '../../reconciliation/audit.ts';
import type { ReconciliationLedger } from '../../reconciliation/reconciliation-ledger.ts';
import { lostKeyWrites, readIndexed } from './indexed-payments.ts';
import { readLink } from './link-rows.ts';
import { readEvent, readState, stateUpdate } from './reconciliation-rows.ts';
import { queryRows, type Row, type RowWrite, unlessRefused, writeTogether } from './rows.ts';
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
  tables: Pick<Tables, 'payments' | 'reconciliation'>,
): ReconciliationLedger {
  const TableName = tables.reconciliation;
  const putEvent = (event: AuditEvent): RowWrite => {
    const pk = paymentPk(event.paymentId);
    const Item = { pk, sk: eventSk(event.version), event, ...outboxMark(pk, event.at) };
    return { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
  };

  return {
    async read(paymentId) {
      const rows = await queryRows(document, {
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk >= :state',
        ExpressionAttributeValues: { ':pk': paymentPk(paymentId), ':state': stateSk },
      });
      const state = rows.find(({ sk }) => sk === stateSk);
      const indexed = state && readIndexed(state);
      return {
        links: rows.filter(startsWith(transactionPrefix)).map(readLink),
        attemptIds: rows
          .filter(startsWith(attemptLinkPrefix))
          .map(({ sk }) => checkoutRequestId(String(sk).slice(attemptLinkPrefix.length))),
        ...(state && { state: readState(state) }),
        ...(indexed && { indexed }),
      };
    },

    async linkAttempt(paymentId, id) {
      const Item = { pk: paymentPk(paymentId), sk: `${attemptLinkPrefix}${id}` };
      await document.send(new PutCommand({ TableName, Item }));
    },

    async save(state, { event, indexed } = {}) {
      const Update = { TableName, ...stateUpdate(state, indexed?.now) };
      const beside = [
        ...(event ? [putEvent(event)] : []),
        ...(indexed ? lostKeyWrites(tables, indexed.now, indexed.before) : []),
      ];
      if (beside.length === 0) return unlessRefused(document.send(new UpdateCommand(Update)));
      return writeTogether(document, [{ Update }, ...beside]);
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

    async postpone({ paymentId, version }, until) {
      const update = new UpdateCommand({
        TableName,
        Key: { pk: paymentPk(paymentId), sk: stateSk },
        ConditionExpression: 'version = :version AND attribute_exists(duePk)',
        UpdateExpression: 'SET dueAt = :until',
        ExpressionAttributeValues: { ':version': version, ':until': until },
      });
      await unlessRefused(document.send(update));
    },
  };
}

const startsWith =
  (prefix: string) =>
  ({ sk }: Row): boolean =>
    String(sk).startsWith(prefix);
