import { dynamoCheckLedger } from '../shared/adapters/dynamodb/balance-checks.ts';
import { dynamoHookDirectory } from '../shared/adapters/dynamodb/hook-directory.ts';
import { dynamoQuarantine } from '../shared/adapters/dynamodb/quarantine.ts';
import { s3JsonObjects } from '../shared/adapters/s3/json-objects.ts';
import { actionNeeds, variableOf } from './action-needs.ts';
import type { Installation } from './installation.ts';

/** What a look into the quarantine of a stage needs, and a replay of what is in it. */
export function quarantineNeeds(installation: Installation) {
  const needs = actionNeeds(installation);
  const payments = variableOf(installation, 'PAYMENTS_TABLE');
  const objects = s3JsonObjects(variableOf(installation, 'QUARANTINE_BUCKET'));
  const balances = variableOf(installation, 'BALANCES_TABLE');
  return {
    ...needs,
    quarantine: dynamoQuarantine(needs.document, { payments }, objects),
    hooks: dynamoHookDirectory(needs.document, { payments }),
    checks: dynamoCheckLedger(needs.document, { balances }),
  };
}

export type QuarantineNeeds = ReturnType<typeof quarantineNeeds>;
