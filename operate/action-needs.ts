import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '../lib/stages.ts';
import { dynamoActionLog } from '../shared/adapters/dynamodb/action-log.ts';
import { dynamoDocumentClient } from '../shared/adapters/dynamodb/document-client.ts';
import type { Installation } from './installation.ts';

/** A variable that some function of the stage is told. Throws ConfigurationError when none is: the stage is not what this release deploys. */
export function variableOf({ stage, variables }: Installation, name: string): string {
  const value = variables[name];
  if (value !== undefined) return value;
  throw new ConfigurationError(
    `No function of stage ${stage} is told ${name}: deploy it as it is in this folder first.`,
  );
}

/** What every action by hand needs: the log of actions, on the tables of the stage. */
export function actionNeeds(installation: Installation) {
  const document = dynamoDocumentClient();
  const reconciliation = variableOf(installation, 'RECONCILIATION_TABLE');
  return {
    document,
    actions: dynamoActionLog(document, { reconciliation }),
    clock: Date.now,
    newId: (): string => randomUUID(),
  };
}
