import { parseArgs } from 'node:util';
import { verifyChain } from '../shared/kernel/hash-chain.ts';
import { iso } from '../shared/kernel/time.ts';
import { type Action, actionsOf } from '../shared/repair/action.ts';
import { actionNeeds } from './action-needs.ts';
import { operatorOptions, readLimit, readSince } from './arguments.ts';
import { openInstallation } from './open-installation.ts';
import { consolePrinter } from './printer.ts';
import { UsageError } from './run-command.ts';

export const auditUsage = `Usage: npm run audit -- --stage <stage> [--since <time>] [--limit <count>] [--json]
Exit status: 0 done, 1 refused or failed, 2 the chain of entries is broken.`;

/** `npm run audit`: what operators did by hand, newest first. Gives the exit status. */
export async function audit(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...operatorOptions, since: { type: 'string' }, limit: { type: 'string' } },
  });
  if (positionals.length > 0) throw new UsageError(`Expected no "${positionals[0]}".`);
  const since = readSince(values.since, Date.now());
  const limit = readLimit(values.limit, 50, 10_000);
  const printer = consolePrinter(values);
  const { actions } = actionNeeds(await openInstallation(values.stage));
  // A chain is whole or it is not: it is checked from its first link.
  const { events, head } = await actions.events();
  const chain = verifyChain(events, head);
  const all = actionsOf(events).filter(({ at, ended }) => (ended?.at ?? at) >= (since ?? 0));
  const shown = all.slice(0, limit);
  printer.value({ chain: chain.ok ? 'whole' : chain.error, total: all.length, actions: shown.map(told) });
  if (shown.length === 0) printer.line('No operator has changed anything by hand.');
  else
    printer.table(
      ['BEGUN', 'COMMAND', 'BY', 'WHY', 'OUTCOME', 'COUNTS', 'ACTION'],
      shown.map((action) => [
        ...[iso(action.at), action.command, action.by, action.why.slice(0, 60), outcomeOf(action)],
        Object.entries(action.ended?.counts ?? { of: action.count })
          .map(([name, count]) => `${name} ${count}`)
          .join(', '),
        action.action,
      ]),
    );
  if (all.length > shown.length) printer.line(`${all.length - shown.length} more: --limit, --since`);
  if (chain.ok) return 0;
  printer.line(`The chain is broken at entry ${chain.error.version}: it ${chain.error.message}.`);
  return 2;
}

const outcomeOf = ({ ended }: Action): string => ended?.outcome ?? 'broken off, or under way';

const told = ({ at, ended, ...action }: Action) => ({
  ...action,
  begunAt: iso(at),
  outcome: outcomeOf({ at, ...action, ...(ended && { ended }) }),
  ...(ended && { endedAt: iso(ended.at), counts: ended.counts, endedIds: ended.ids }),
});
