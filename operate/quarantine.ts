import { parseArgs } from 'node:util';
import { iso } from '../shared/kernel/time.ts';
import { quarantineReasons } from '../shared/mpesa/quarantine.ts';
import { changeOptions, readLimit, readSince, readWord } from './arguments.ts';
import type { Installation } from './installation.ts';
import { openInstallation } from './open-installation.ts';
import { consolePrinter, type Printer } from './printer.ts';
import { quarantineNeeds } from './quarantine-needs.ts';
import type { QuarantineSelection } from './quarantine-plan.ts';
import { replayQuarantined } from './quarantine-replay.ts';
import { UsageError } from './run-command.ts';
import { shownBody } from './shown-text.ts';

export const quarantineUsage = `Usage: npm run quarantine -- list --stage <stage> [--reason <reason>] [--since <time>] [--limit <count>] [--after <id>] [--json]
       npm run quarantine -- show --stage <stage> <id> [--unmasked] [--json]
       npm run quarantine -- replay --stage <stage> <id>… | --reason <reason> --since <time> [--limit <count>]
                             [--shortcode <shortcode>] [--why "…"] [--by <who>] [--yes] [--json]
Exit status: 0 done, 1 refused or failed, 2 some were not taken.`;

const most = 1_000;

/** `npm run quarantine`: the callbacks that were refused, and their way back. Gives the exit status. */
export async function quarantine(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...changeOptions,
      reason: { type: 'string' },
      since: { type: 'string' },
      limit: { type: 'string' },
      after: { type: 'string' },
      shortcode: { type: 'string' },
      unmasked: { type: 'boolean', default: false },
    },
  });
  const [command, ...ids] = positionals;
  const selection = {
    ids,
    reason: readWord('--reason', values.reason, quarantineReasons),
    since: readSince(values.since, Date.now()),
    limit: readLimit(values.limit, command === 'replay' ? most : 20, most),
  };
  const printer = consolePrinter(values);
  switch (command) {
    case 'list':
      if (ids.length > 0)
        throw new UsageError('list takes no ids: npm run quarantine -- show --stage … <id>');
      return list(await openInstallation(values.stage), printer, selection, values.after);
    case 'show':
      if (ids.length !== 1) throw new UsageError(`Expected one id, got ${ids.length}.`);
      return show(await openInstallation(values.stage), printer, ids[0] ?? '', values.unmasked);
    case 'replay': {
      const byTime = selection.reason !== undefined && selection.since !== undefined;
      if (ids.length > 0 ? values.reason !== undefined || values.since !== undefined : !byTime)
        throw new UsageError('Expected ids, or else --reason and --since.');
      const { shortcode, why, by, yes } = values;
      const wish = { selection, shortcode, why, by, yes };
      return replayQuarantined(await openInstallation(values.stage), printer, wish);
    }
    default:
      throw new UsageError(
        `Expected list, show or replay, got ${command === undefined ? 'nothing' : `"${command}"`}.`,
      );
  }
}

async function list(
  installation: Installation,
  printer: Printer,
  { reason, since, limit }: QuarantineSelection,
  after: string | undefined,
): Promise<number> {
  const entries = await quarantineNeeds(installation).quarantine.list({
    limit,
    ...(reason && { reason }),
    ...(since !== undefined && { since }),
    ...(after !== undefined && { after }),
  });
  const next = entries.length === limit ? entries.at(-1)?.id : undefined;
  printer.value({
    entries: entries.map(({ tokenSha256: _, receivedAt, ...entry }) => ({
      ...entry,
      message: shownBody(entry.message, false),
      channel: shownBody(entry.channel, false),
      receivedAt: iso(receivedAt),
    })),
    ...(next !== undefined && { next }),
  });
  if (entries.length === 0) {
    const isAll = reason === undefined && since === undefined && after === undefined;
    printer.line(isAll ? 'Nothing is in quarantine.' : 'Nothing in quarantine is like that.');
    return 0;
  }
  printer.table(
    ['ID', 'RECEIVED', 'CHANNEL', 'REASON', 'REPLAYED', 'MESSAGE'],
    entries.map(({ id, receivedAt, channel, reason: why, replay, message }) => [
      ...[id, iso(receivedAt), shownBody(channel, false).slice(0, 30), why, replay?.outcome ?? ''],
      shownBody(message, false).slice(0, 120),
    ]),
  );
  if (next !== undefined) printer.line(`There may be more: the same with --after ${next}`);
  return 0;
}

async function show(
  installation: Installation,
  printer: Printer,
  id: string,
  unmasked: boolean,
): Promise<number> {
  const { quarantine: kept } = quarantineNeeds(installation);
  const [entry, callback] = await Promise.all([kept.entry(id), kept.get(id)]);
  if (!entry || !callback)
    throw new UsageError(`There is no "${id}" in quarantine: npm run quarantine -- list shows the ids.`);
  const { tokenSha256: _, receivedAt, ...rest } = entry;
  const shown = {
    ...rest,
    message: shownBody(rest.message, unmasked),
    channel: shownBody(rest.channel, unmasked),
    receivedAt: iso(receivedAt),
    body: shownBody(callback.body, unmasked),
  };
  printer.value(shown);
  const { body, replay, ...fields } = shown;
  for (const [name, value] of Object.entries(fields)) printer.line(`${name.padEnd(12)} ${value}`);
  if (replay)
    printer.line(`${'replayed'.padEnd(12)} by ${replay.by}, ${replay.outcome} (action ${replay.id})`);
  if (entry.isStripped) printer.line('Credentials were taken out of the body when it was kept.');
  printer.line(body);
  return 0;
}
