import { parseArgs } from 'node:util';
import type { PaymentId } from '../shared/kernel/identifiers.ts';
import { act } from '../shared/repair/act.ts';
import { changedPayments, type DecisionStatus, decidedAs, namedPayments } from './affected-payments.ts';
import { answersTo } from './answers.ts';
import { changeOptions, readSince, readWord } from './arguments.ts';
import type { Installation } from './installation.ts';
import { openInstallation } from './open-installation.ts';
import { operatorOf, reasonOf } from './operator.ts';
import { consolePrinter, counted, type Printer } from './printer.ts';
import { type ReconcileNeeds, reconcileNeeds } from './reconcile-needs.ts';
import { UsageError } from './run-command.ts';

export const reconcileUsage = `Usage: npm run reconcile -- --stage <stage> --payment <id>[,<id>…] | --since <time>
                                [--status <status>] [--why "…"] [--by <who>] [--yes] [--json]
Exit status: 0 done, 1 refused or failed, 2 some are not decided yet.`;

const statuses = [
  'pending',
  'matched',
  'discrepancy',
  'failed',
  'expired',
] as const satisfies readonly DecisionStatus[];
const mostNamed = 500;
const shownIds = 20;
const pageSize = 500;
/** More than so many are left to the queue. */
const mostWaitedFor = 50;

interface Wish {
  readonly ids: readonly string[];
  readonly since: number | undefined;
  readonly status: DecisionStatus | undefined;
  readonly why: string | undefined;
  readonly by: string | undefined;
  readonly yes: boolean;
}

/** `npm run reconcile`: has payments decided about again, in the name of a person. Gives the exit status. */
export async function reconcile(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...changeOptions,
      payment: { type: 'string', multiple: true },
      since: { type: 'string' },
      status: { type: 'string' },
    },
  });
  if (positionals.length > 0) throw new UsageError(`Expected no "${positionals[0]}".`);
  const ids = (values.payment ?? []).flatMap((each) => each.split(',')).map((id) => id.trim());
  if (ids.some((id) => id === ''))
    throw new UsageError('--payment: expected ids with commas between, one is empty');
  if (ids.length > mostNamed)
    throw new UsageError(`--payment: expected at most ${mostNamed} ids, got ${ids.length}`);
  const since = readSince(values.since, Date.now());
  if ((ids.length === 0) === (since === undefined))
    throw new UsageError('Expected either --payment or --since.');
  const status = readWord('--status', values.status, statuses);
  if (values.yes) reasonOf(values.why);
  const { why, by, yes } = values;
  const installation = await openInstallation(values.stage);
  const needs = reconcileNeeds(installation);
  try {
    return await reconcileThose(installation, needs, consolePrinter(values), {
      ids,
      since,
      status,
      why,
      by,
      yes,
    });
  } finally {
    await needs.close();
  }
}

async function reconcileThose(
  installation: Installation,
  needs: ReconcileNeeds,
  printer: Printer,
  wish: Wish,
): Promise<number> {
  const { ids, since, status, yes } = wish;
  const progress = (found: number) => printer.progress(`${counted(found, 'payment')} found`);
  const all =
    since === undefined ? await namedPayments(needs, ids) : await changedPayments(needs, since, progress);
  const wanted = [...(status === undefined ? all : await decidedAs(needs, all, status))];
  if (wanted.length === 0) {
    printer.value({ payments: 0 });
    printer.line('No payment is like that: nothing to reconcile.');
    return 0;
  }
  if (!yes) {
    printer.value({ wouldReconcile: wanted.length, payments: wanted.slice(0, shownIds) });
    const more = wanted.length > shownIds ? `, and ${wanted.length - shownIds} more` : '';
    printer.line(`Would have ${counted(wanted.length, 'payment')} decided about again:`);
    printer.line(`${wanted.slice(0, shownIds).join(', ')}${more}.`);
    printer.line('Nothing was changed. To do it: the same with --why "…" --yes');
    return 0;
  }
  const outcome = await ask(installation, needs, printer, { ...wish, wanted });
  return outcome === 'done' ? 0 : 2;
}

async function ask(
  installation: Installation,
  needs: ReconcileNeeds,
  printer: Printer,
  { since, status, wanted, ...wish }: Wish & { readonly wanted: readonly PaymentId[] },
): Promise<'done' | 'partly'> {
  const by = await operatorOf(wish.by, installation);
  const why = reasonOf(wish.why);
  const selection = { ...(since !== undefined && { since }), ...(status !== undefined && { status }) };
  const begun = { command: 'reconcile', by, why, selection, count: wanted.length, ids: wanted };
  const done = await act(needs, begun, async (action) => {
    for (let start = 0; start < wanted.length; start += pageSize) {
      const page = wanted.slice(start, start + pageSize);
      await needs.requests.send(
        page.map((id) => ({ of: 'payment', paymentId: id, trigger: 'manual', by, why, ask: action })),
      );
      printer.progress(`${Math.min(start + pageSize, wanted.length)} of ${wanted.length} asked for`);
    }
    const decided = wanted.length > mostWaitedFor ? undefined : await decisions(needs, action, wanted);
    const counts = { asked: wanted.length, ...(decided && { decided: decided.size }) };
    const outcome = !decided || decided.size === wanted.length ? 'done' : 'partly';
    return { outcome, counts, ids: wanted, decided } as const;
  });
  const { decided, outcome } = done;
  printer.value({
    asked: wanted.length,
    ...(decided && { decided: Object.fromEntries(decided) }),
    outcome,
  });
  printer.line(`${counted(wanted.length, 'payment')} put onto the queue of reconciliations.`);
  for (const id of decided ? wanted : [])
    printer.line(`${id}  ${decided?.get(id) ?? 'not decided yet: it waits on the queue, or fails there'}`);
  return outcome;
}

/** What was decided in answer to this asking, as far as it was within a minute. */
async function decisions(
  { reconciliations }: ReconcileNeeds,
  action: string,
  ids: readonly PaymentId[],
): Promise<ReadonlyMap<string, DecisionStatus>> {
  return await answersTo(ids, async (id) => {
    const { state } = await reconciliations.read(id);
    return state?.lastAsk === action ? state.decision.status : undefined;
  });
}
