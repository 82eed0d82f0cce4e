import { parseArgs } from 'node:util';
import { dynamoErasure } from '../shared/adapters/dynamodb/erasure.ts';
import { receipt as asReceipt } from '../shared/kernel/identifiers.ts';
import type { PersonalData } from '../shared/payments/erasure.ts';
import { act } from '../shared/repair/act.ts';
import { actionNeeds, variableOf } from './action-needs.ts';
import { changeOptions } from './arguments.ts';
import { openInstallation } from './open-installation.ts';
import { operatorOf, reasonOf } from './operator.ts';
import { consolePrinter, counted } from './printer.ts';
import { UsageError } from './run-command.ts';

export const eraseUsage = `Usage: npm run erase -- --stage <stage> --receipt <receipt> [--why "…"] [--by <who>] [--yes] [--json]
Exit status: 0 done, or nothing to erase; 1 refused or failed.`;

/** `npm run erase`: takes a person's data out of what M-Pesa said under a receipt. Gives the exit status. */
export async function erase(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...changeOptions, receipt: { type: 'string' } },
  });
  if (positionals.length > 0) throw new UsageError(`Expected no "${positionals[0]}".`);
  const receipt = readReceipt(values.receipt);
  if (values.yes) reasonOf(values.why);
  const installation = await openInstallation(values.stage);
  const needs = actionNeeds(installation);
  const erasure = dynamoErasure(needs.document, { payments: variableOf(installation, 'PAYMENTS_TABLE') });
  const printer = consolePrinter(values);
  const found = await erasure.find(receipt);
  if (!found || isClean(found)) {
    printer.value({ receipt, found: found !== undefined, notices: 0 });
    printer.line(
      found ? `Nothing personal is left under ${receipt}.` : `Nothing is known of the receipt ${receipt}.`,
    );
    return 0;
  }
  const what = `${counted(found.notices, 'notice')}${found.isNamed ? ' and the transaction' : ''}`;
  if (!values.yes) {
    printer.value({ wouldErase: found });
    printer.line(
      `Would take phone number, name and the bodies as they came out of ${what} under ${receipt}.`,
    );
    printer.line('Nothing was changed. To do it: the same with --why "…" --yes');
    return 0;
  }
  const begun = {
    command: 'erase',
    by: await operatorOf(values.by, installation),
    why: reasonOf(values.why),
    selection: {},
    count: 1,
    ids: [receipt],
  };
  await act(needs, begun, async () => {
    const erased = await erasure.erase(receipt);
    return { outcome: 'done', counts: { notices: erased?.notices ?? 0 }, ids: [receipt] };
  });
  printer.value({ receipt, notices: found.notices, outcome: 'done' });
  printer.line(`Erased from ${what} under ${receipt}. Backups hold it for 35 more days.`);
  return 0;
}

function readReceipt(text: string | undefined) {
  const given = text?.trim() ?? '';
  if (!/^[0-9A-Za-z]{8,16}$/.test(given))
    throw new UsageError(`--receipt: expected a receipt such as UJE6T1W9ZB, got "${given.slice(0, 40)}"`);
  return asReceipt(given);
}

const isClean = ({ notices, isNamed }: PersonalData): boolean => notices === 0 && !isNamed;
