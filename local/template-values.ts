import type { Tables } from '../shared/adapters/dynamodb/tables.ts';
import { type MongoSettings, mongoSettings } from '../shared/adapters/mongodb/settings.ts';

/** Gives what the template tells its functions under this name. */
type ReadVariable = (name: string) => string;

/** How the stage wants the operator's side to be: what plays it here follows the template, as the functions do. */
export interface OperatorSide {
  readonly mongodbSecret: string;
  readonly partnerSecretPrefix: string;
  readonly mongo: MongoSettings;
}

export const operatorSide = (variable: ReadVariable): OperatorSide => ({
  mongodbSecret: variable('MONGODB_SECRET_ID'),
  partnerSecretPrefix: variable('PARTNER_SECRET_PREFIX'),
  mongo: mongoSettings.parse(JSON.parse(variable('MONGODB_SETTINGS'))),
});

export const tableNames = (variable: ReadVariable): Tables => ({
  payments: variable('PAYMENTS_TABLE'),
  reconciliation: variable('RECONCILIATION_TABLE'),
});
