import { parseArgs } from 'node:util';
import { changeOptions, readLimit } from './arguments.ts';
import { listDeadLetterQueues, listDeadLetters } from './dlq-list.ts';
import { replayQueue } from './dlq-replay.ts';
import { openInstallation } from './open-installation.ts';
import { consolePrinter } from './printer.ts';
import { UsageError } from './run-command.ts';

export const dlqUsage = `Usage: npm run dlq -- list --stage <stage> [<queue>] [--limit <count>] [--unmasked] [--json]
       npm run dlq -- replay --stage <stage> <queue> [--limit <count>] [--why "…"] [--by <who>] [--yes] [--json]
Exit status: 0 done, 1 refused or failed, 2 some are still dead letters.`;

const mostShown = 200;
const mostReplayed = 100_000;

/** `npm run dlq`: what failed for good, and its way back. Gives the exit status. */
export async function dlq(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...changeOptions, limit: { type: 'string' }, unmasked: { type: 'boolean', default: false } },
  });
  const [command, queue, ...others] = positionals;
  if (command !== 'list' && command !== 'replay')
    throw new UsageError(
      `Expected list or replay, got ${command === undefined ? 'nothing' : `"${command}"`}.`,
    );
  if (others.length > 0) throw new UsageError(`Expected one queue, got ${others.length + 1}.`);
  const printer = consolePrinter(values);
  if (command === 'list') {
    const limit = readLimit(values.limit, 10, mostShown);
    const installation = await openInstallation(values.stage);
    if (queue === undefined) await listDeadLetterQueues(installation, printer);
    else await listDeadLetters(installation, printer, { queue, limit, unmasked: values.unmasked });
    return 0;
  }
  if (queue === undefined) throw new UsageError('Expected the queue whose dead letters are to be replayed.');
  const limit = readLimit(values.limit, mostReplayed, mostReplayed);
  const installation = await openInstallation(values.stage);
  const { why, by, yes } = values;
  return replayQueue(installation, printer, { queue, limit, why, by, yes });
}
