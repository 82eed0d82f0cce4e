import { sideBySide } from '../kernel/side-by-side.ts';
import { askLimitMs, type Check, checkId, newCheck } from './check.ts';
import type { ShortcodeDirectory } from './coverage.ts';
import type { AskDependencies } from './dependencies.ts';
import { nextDueAt, type Poll } from './poll.ts';
import { settleCheck } from './settle-check.ts';
import { syncPolls } from './sync-polls.ts';

export interface Requested {
  /** Partners whose polls were made to follow their rows. */
  readonly synced: number;
  readonly requested: number;
  readonly timedOut: number;
}

type Needs = AskDependencies & { readonly directory: ShortcodeDirectory };

const pageSize = 100;
const width = 16;
/** What is due together is asked one after the other: spread over the time that so many a second take. */
const questionsPerSecond = 25;

/**
 * Has every balance asked for that is due by `now`, once however often it runs, and gives up what M-Pesa did not answer in
 * five minutes.
 */
export async function requestBalances(
  deps: Needs,
  now: number,
  hasTimeLeft: () => boolean,
): Promise<Requested> {
  const synced = await syncPolls(deps, now);
  const timedOut = await giveUpOverdue(deps, now, hasTimeLeft);
  const requested = await requestDue(deps, now, hasTimeLeft);
  return { synced, requested, timedOut };
}

async function requestDue(deps: AskDependencies, now: number, hasTimeLeft: () => boolean): Promise<number> {
  let requested = 0;
  let cursor: string | undefined;
  do {
    if (!hasTimeLeft()) return requested;
    const page = await deps.polls.due(now, { limit: pageSize, ...(cursor && { cursor }) });
    const claimed = await sideBySide(page.polls, width, (poll) => claim(deps, poll, now));
    await sendSpread(
      deps,
      claimed.flatMap((check) => check ?? []),
      requested,
    );
    requested += claimed.filter((check) => check !== undefined).length;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return requested;
}

async function claim(deps: AskDependencies, poll: Poll, now: number): Promise<Check | undefined> {
  const id = checkId(poll.shortcode, now, deps.random());
  const check = newCheck(poll, { id, at: now, by: 'system' });
  const next = { ...poll, nextDueAt: nextDueAt(poll, now), version: poll.version + 1 };
  return (await deps.polls.claim(next, check)) === 'saved' ? check : undefined;
}

/** @param already how many questions of this run go before them. */
export async function sendSpread(
  { requests }: Pick<AskDependencies, 'requests'>,
  checks: readonly Check[],
  already = 0,
): Promise<void> {
  const bySecond = Map.groupBy(checks.entries(), ([position]) =>
    Math.floor((already + position) / questionsPerSecond),
  );
  for (const [second, entries] of bySecond)
    await requests.send(
      entries.map(([, { id }]) => ({ checkId: id })),
      second,
    );
}

/** A request whose message a crash lost is sent again; what was asked and not answered has timed out. */
async function giveUpOverdue(
  deps: AskDependencies,
  now: number,
  hasTimeLeft: () => boolean,
): Promise<number> {
  for (let timedOut = 0; ; ) {
    if (!hasTimeLeft()) return timedOut;
    const checks = await deps.checks.overdue(now, pageSize);
    if (checks.length === 0) return timedOut;
    const lost = checks.filter((check) => check.status === 'requested' && now < giveUpAt(check));
    for (const check of checks) {
      if (lost.includes(check)) continue;
      await settleCheck(deps, check.id, { kind: 'timeout' }, now);
      timedOut += 1;
    }
    await sendSpread(deps, lost);
    for (const check of lost) await deps.checks.postpone(check, giveUpAt(check));
  }
}

const giveUpAt = ({ requestedAt }: Check): number => requestedAt + askLimitMs;
