import { sqsMessageSink } from '../shared/adapters/sqs/dead-letters.ts';
import { shortcode } from '../shared/kernel/identifiers.ts';
import { act } from '../shared/repair/act.ts';
import { answersTo } from './answers.ts';
import type { Installation } from './installation.ts';
import { operatorOf, reasonOf } from './operator.ts';
import { counted, type Printer } from './printer.ts';
import { type QuarantineNeeds, quarantineNeeds } from './quarantine-needs.ts';
import {
  type PlannedReplay,
  planReplay,
  type QuarantineSelection,
  replayMessage,
  selectEntries,
} from './quarantine-plan.ts';
import { UsageError } from './run-command.ts';

export interface QuarantineReplayWish {
  readonly selection: QuarantineSelection;
  /** Whose they are, where the token does not say. */
  readonly shortcode: string | undefined;
  readonly why: string | undefined;
  readonly by: string | undefined;
  readonly yes: boolean;
}

type Fate = 'accepted' | 'refused' | 'unanswered';

/** Sends quarantined callbacks through their queue again, and says what became of each. Gives the exit status. */
export async function replayQuarantined(
  installation: Installation,
  printer: Printer,
  wish: QuarantineReplayWish,
): Promise<number> {
  const needs = quarantineNeeds(installation);
  if (wish.yes) reasonOf(wish.why);
  if (wish.shortcode !== undefined) await checkShortcode(needs, wish.shortcode);
  const entries = await selectEntries(needs, wish.selection);
  const plans: PlannedReplay[] = [];
  for (const entry of entries) plans.push(await planReplay(needs, entry, wish.shortcode));
  if (plans.length === 0) {
    printer.value({ replays: [] });
    printer.line('Nothing in quarantine is like that.');
    return 0;
  }
  printPlans(printer, plans);
  const toSend = plans.filter(({ notSent }) => notSent === undefined);
  if (!wish.yes || toSend.length === 0) {
    printer.value({ wouldReplay: plans.map(told) });
    const then = toSend.length === 0 ? '' : ' To do it: the same with --why "…" --yes';
    printer.line(`Nothing was changed.${then}`);
    return wish.yes && plans.some(({ notSent }) => notSent === 'too large') ? 2 : 0;
  }
  const fates = await send(installation, needs, wish, toSend);
  printer.value({
    replays: plans.map((plan) => ({ ...told(plan), outcome: fates.get(plan.entry.id) ?? plan.notSent })),
  });
  for (const [id, fate] of fates) printer.line(`${id}  ${await fateInWords(needs, id, fate)}`);
  const isWhole = plans.every(
    ({ entry, notSent }) => notSent === 'accepted before' || fates.get(entry.id) === 'accepted',
  );
  return isWhole ? 0 : 2;
}

async function send(
  installation: Installation,
  needs: QuarantineNeeds,
  wish: QuarantineReplayWish,
  plans: readonly PlannedReplay[],
): Promise<ReadonlyMap<string, Fate>> {
  const by = await operatorOf(wish.by, installation);
  const why = reasonOf(wish.why);
  const { reason, since } = wish.selection;
  const selection = {
    ...(reason && { reason }),
    ...(since !== undefined && { since }),
    ...(wish.shortcode !== undefined && { shortcode: wish.shortcode }),
  };
  const ids = plans.map(({ entry }) => entry.id);
  const begun = { command: 'quarantine replay', by, why, selection, count: ids.length, ids };
  const done = await act(needs, begun, async (id) => {
    for (const plan of plans) {
      const replay = {
        ...{ id, by, why, quarantined: plan.entry.id },
        ...(wish.shortcode !== undefined && { shortcode: shortcode(wish.shortcode) }),
      };
      await sqsMessageSink(urlOf(installation, plan.queue)).send([replayMessage(plan, replay)]);
    }
    const fates = await fatesOf(needs, id, ids);
    const of = (fate: Fate) => [...fates.values()].filter((each) => each === fate).length;
    const counts = { accepted: of('accepted'), refused: of('refused'), unanswered: of('unanswered') };
    const outcome = counts.accepted === ids.length ? 'done' : 'partly';
    return { outcome, counts, ids, fates } as const;
  });
  return done.fates;
}

/** Waits until each was taken or refused once more. */
async function fatesOf(
  { quarantine }: QuarantineNeeds,
  action: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Fate>> {
  const fates = await answersTo(ids, async (id) => {
    const { replay } = (await quarantine.entry(id)) ?? {};
    return replay?.id === action ? replay.outcome : undefined;
  });
  return new Map(ids.map((id) => [id, fates.get(id) ?? 'unanswered']));
}

async function fateInWords({ quarantine }: QuarantineNeeds, id: string, fate: Fate): Promise<string> {
  if (fate === 'accepted') return 'taken';
  if (fate === 'unanswered')
    return 'not taken yet: it waits on its queue, or fails there (npm run dlq -- list shows it then)';
  const entry = await quarantine.entry(id);
  return `refused again: ${entry?.reason}: ${entry?.message}`;
}

function printPlans(printer: Printer, plans: readonly PlannedReplay[]): void {
  printer.line(`${counted(plans.length, 'callback')}:`);
  printer.table(
    ['ID', 'CHANNEL', 'QUEUE', 'NOW'],
    plans.map(({ entry, queue, notSent, forecast }) => [
      entry.id,
      entry.channel,
      notSent === undefined ? queue : 'not sent',
      `${forecast}${entry.isStripped ? ' (credentials were taken out of its body when it was kept)' : ''}`,
    ]),
  );
}

const told = ({ entry, queue, notSent, forecast }: PlannedReplay) => ({
  ...{ id: entry.id, channel: entry.channel, reason: entry.reason, queue, forecast },
  ...(entry.isStripped && { credentialsRemoved: true }),
  ...(notSent !== undefined && { notSent }),
});

async function checkShortcode({ hooks }: QuarantineNeeds, named: string): Promise<void> {
  if (await hooks.shortcode(shortcode(named))) return;
  throw new UsageError(`--shortcode: expected one that a partner lists, got "${named}"`);
}

function urlOf({ stage, queues }: Installation, name: string): string {
  const queue = queues.find((each) => each.name === name);
  if (!queue) throw new Error(`stage ${stage} has no queue ${name}`);
  return queue.url;
}
