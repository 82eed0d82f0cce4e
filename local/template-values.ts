import * as z from 'zod/mini';
import type { RevenueTables, Tables } from '../shared/adapters/dynamodb/tables.ts';
import { type MongoSettings, mongoSettings } from '../shared/adapters/mongodb/settings.ts';
import { notificationSettings } from '../shared/alerts/notification-settings.ts';
import { revenueReport } from '../shared/revenue/report.ts';

/** Gives what the template tells its functions under this name. */
type ReadVariable = (name: string) => string;

/** How the stage wants the operator's side to be: what plays it here follows the template, as the functions do. */
export interface OperatorSide {
  /** Each holds the connection to a MongoDB: here there is one for all. */
  readonly mongodbSecrets: readonly string[];
  /** Each holds a webhook of Slack. */
  readonly slackSecrets: readonly string[];
  readonly partnerSecretPrefix: string;
  readonly mongo: MongoSettings;
  readonly collections: MongoSettings['collections'] & { readonly power: string };
}

export function operatorSide(variable: ReadVariable): OperatorSide {
  const mongo = mongoSettings.parse(JSON.parse(variable('MONGODB_SETTINGS')));
  const reports = z.array(revenueReport).parse(JSON.parse(variable('REVENUE_REPORTS')));
  const told = notificationSettings.parse(JSON.parse(variable('NOTIFICATION_SETTINGS')));
  return {
    mongodbSecrets: distinct([
      variable('MONGODB_SECRET_ID'),
      ...reports.map((report) => report.mongodbSecretName),
    ]),
    slackSecrets: distinct([
      ...[told.discrepancies, told.unmatched, told.alarms].flatMap((to) => to?.webhook.secretId ?? []),
      ...reports.map((report) => report.slackSecretName),
    ]),
    partnerSecretPrefix: variable('PARTNER_SECRET_PREFIX'),
    mongo,
    collections: { ...mongo.collections, power: reports[0]?.collection ?? 'power_transaction_items' },
  };
}

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];

export const tableNames = (variable: ReadVariable): Tables & RevenueTables => ({
  payments: variable('PAYMENTS_TABLE'),
  reconciliation: variable('RECONCILIATION_TABLE'),
  alerts: variable('ALERTS_TABLE'),
  balances: variable('BALANCES_TABLE'),
  revenue: variable('REVENUE_TABLE'),
});
