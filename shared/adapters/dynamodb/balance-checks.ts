import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { BalanceAlert } from '../../balances/alert.ts';
import type { Check } from '../../balances/check.ts';
import type { CheckLedger, Resolution } from '../../balances/check-ledger.ts';
import { eastAfricaMidnight } from '../../kernel/time.ts';
import { checksOf } from './balance-check-list.ts';
import {
  activeAlerts,
  alertKey,
  alertRow,
  checkKey,
  checkRow,
  checksPartition,
  checksPartitions,
  openMark,
  openPartitions,
  putFact,
  readAlert,
  readCheck,
  readingRow,
  readingSk,
  readingSkAfter,
  readReading,
  readStanding,
  resolvedAlerts,
  shortcodePk,
  standingSk,
  whileVersionIs,
} from './balance-rows.ts';
import { type Row, type RowKey, type RowWrite, unlessRefused, writeTogether } from './rows.ts';
import { countFrom, newestRows, oldestRows } from './sharded-index.ts';
import { indexes, type Tables } from './tables.ts';

const figuresKey: RowKey = { pk: 'FIGURES', sk: 'ALERTS' };
const figuresRow = z.object({ sent: z._default(z.int(), 0) });
/** More readings than one shortcode has in a second, and the one before. */
const sameSecondLimit = 8;

/** Checks, readings and alerts, in the balances table: one partition per shortcode. */
export function dynamoCheckLedger(
  document: DynamoDBDocumentClient,
  { balances: TableName }: Pick<Tables, 'balances'>,
): CheckLedger {
  const get = async (Key: RowKey | undefined): Promise<Row | undefined> =>
    Key && (await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  const recent = { table: TableName, index: indexes.recent };
  const put = (check: Check) => ({
    TableName,
    Item: checkRow(check),
    ...whileVersionIs(check.version - 1),
  });

  return {
    async open(check) {
      await unlessRefused(document.send(new PutCommand(put(check))));
    },

    async get(id) {
      const row = await get(checkKey(id));
      return row && readCheck(row);
    },

    save: (check) => unlessRefused(document.send(new PutCommand(put(check)))),

    async withdraw(check) {
      const { pk, sk } = checkRow(check);
      const remove = { TableName, Key: { pk, sk }, ...whileVersionIs(check.version) };
      await unlessRefused(document.send(new DeleteCommand(remove)));
    },

    async postpone(check, until) {
      const { pk, sk } = checkRow(check);
      const { dueAt } = openMark(check.id, until);
      const { ConditionExpression } = whileVersionIs(check.version);
      const ExpressionAttributeValues = { ':dueAt': dueAt, ':before': check.version };
      const UpdateExpression = 'SET dueAt = :dueAt';
      const update = {
        TableName,
        Key: { pk, sk },
        UpdateExpression,
        ConditionExpression,
        ExpressionAttributeValues,
      };
      await unlessRefused(document.send(new UpdateCommand(update)));
    },

    async overdue(now, limit) {
      const source = { table: TableName, index: indexes.due, partitions: openPartitions };
      return (await oldestRows(document, source, now, { limit })).rows.map(readCheck);
    },

    async standing(shortcode, completedAt) {
      const pk = shortcodePk(shortcode);
      const before = new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': pk,
          ':first': readingSk(0),
          ':last': readingSkAfter(completedAt),
        },
        ScanIndexForward: false,
        Limit: sameSecondLimit,
      });
      const [row, readings] = await Promise.all([get({ pk, sk: standingSk }), document.send(before)]);
      return {
        state: row ? readStanding(row) : { shortcode, version: 0, facts: 0 },
        readings: (readings.Items ?? []).map(readReading),
      };
    },

    settle({ check, state, reading, alerts, resolved, facts }) {
      const stateItem = { pk: shortcodePk(state.shortcode), sk: standingSk, ...state };
      return writeTogether(document, [
        { Put: put(check) },
        { Put: { TableName, Item: stateItem, ...whileVersionIs(state.version - 1) } },
        ...(reading ? [{ Put: { TableName, Item: readingRow(reading) } }] : []),
        ...alerts.map((alert): RowWrite => ({ Put: { TableName, Item: alertRow(alert) } })),
        ...resolved.flatMap((resolution) => resolveWrite(TableName, resolution) ?? []),
        ...facts.map((fact) => putFact(TableName, fact)),
      ]);
    },

    async list({ shortcode, from, to }, page) {
      if (shortcode !== undefined) return checksOf(document, TableName, { shortcode, from, to }, page);
      const partitions = checksPartitions(from, to);
      const { rows, cursor } = await newestRows(document, { ...recent, partitions }, { from, to }, page);
      return { checks: rows.map(readCheck), ...(cursor && { cursor }) };
    },

    async alerts({ active }, page) {
      const partitions =
        active === undefined ? [activeAlerts, resolvedAlerts] : [active ? activeAlerts : resolvedAlerts];
      const always = { from: 0, to: Number.MAX_SAFE_INTEGER };
      const { rows, cursor } = await newestRows(document, { ...recent, partitions }, always, page);
      return { alerts: rows.map(readAlert), ...(cursor && { cursor }) };
    },

    async alert(id) {
      const row = await get(alertKey(id));
      return row && readAlert(row);
    },

    async resolve(resolution) {
      for (;;) {
        const found = await get(alertKey(resolution.alertId));
        if (!found) return undefined;
        const alert = readAlert(found);
        if (alert.isResolved) return alert;
        const writes = await resolveByHand(alert, resolution);
        if ((await writeTogether(document, writes)) === 'changed') continue;
        return { ...alert, isResolved: true, resolvedAt: resolution.at, resolvedBy: resolution.by };
      }
    },

    async markSlackSent(id) {
      const Key = alertKey(id);
      if (!Key) return;
      await writeTogether(document, [
        {
          Update: {
            TableName,
            Key,
            UpdateExpression: 'SET isSlackSent = :yes',
            ConditionExpression: 'isSlackSent = :no',
            ExpressionAttributeValues: { ':yes': true, ':no': false },
          },
        },
        {
          Update: {
            TableName,
            Key: figuresKey,
            UpdateExpression: 'ADD sent :one',
            ExpressionAttributeValues: { ':one': 1 },
          },
        },
      ]);
    },

    async figures(now) {
      const midnight = eastAfricaMidnight(now);
      const months = new Set([checksPartition(midnight), checksPartition(now)]);
      const [sent, active, ...checks] = await Promise.all([
        get(figuresKey),
        countFrom(document, { ...recent, partition: activeAlerts }, 0),
        ...[...months].map((partition) => countFrom(document, { ...recent, partition }, midnight)),
      ]);
      return {
        alertsSent: figuresRow.parse(sent ?? {}).sent,
        activeAlerts: active,
        checksToday: checks.reduce((sum, count) => sum + count, 0),
      };
    },
  };

  /** A low balance that somebody has dealt with is no longer waited on. */
  async function resolveByHand(alert: BalanceAlert, resolution: Resolution): Promise<readonly RowWrite[]> {
    const resolving = resolveWrite(TableName, resolution) ?? [];
    const pk = shortcodePk(alert.shortcode);
    const row = await get({ pk, sk: standingSk });
    const state = row && readStanding(row);
    if (state?.openLow?.alertId !== alert.id) return [resolving].flat();
    const { openLow: _, ...rest } = state;
    const Item = { pk, sk: standingSk, ...rest, version: state.version + 1 };
    return [...[resolving].flat(), { Put: { TableName, Item, ...whileVersionIs(state.version) } }];
  }
}

/** The first resolution stands. */
function resolveWrite(TableName: string, { alertId, at, by }: Resolution): RowWrite | undefined {
  const Key = alertKey(alertId);
  return (
    Key && {
      Update: {
        TableName,
        Key,
        UpdateExpression:
          'SET isResolved = :yes, resolvedAt = if_not_exists(resolvedAt, :at), resolvedBy = if_not_exists(resolvedBy, :by), recentPk = :resolved',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':yes': true, ':at': at, ':by': by, ':resolved': resolvedAlerts },
      },
    }
  );
}
