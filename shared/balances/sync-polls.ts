import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import type { PartnerId } from '../kernel/identifiers.ts';
import { sideBySide } from '../kernel/side-by-side.ts';
import { coverage, type ListedShortcode, type ShortcodeDirectory } from './coverage.ts';
import type { BalanceDependencies } from './dependencies.ts';
import { atOnce, plannedChanges } from './poll.ts';

type Needs = Pick<BalanceDependencies, 'configs' | 'polls' | 'warn'> & {
  readonly directory: ShortcodeDirectory;
};

const width = 8;

/**
 * Has exactly those shortcodes polled that a row covers and an active partner lists: looks at partners whose rows have changed,
 * and at all of them once the directory has. While the operator's database does not answer, what was known stands.
 */
export async function syncPolls(deps: Needs, now: number): Promise<number> {
  const listed = await deps.directory.shortcodes().catch((error: unknown) => {
    deps.warn('partners are not known now; polls stay as they are', error);
    return undefined;
  });
  if (!listed) return 0;
  const byPartner = Map.groupBy(listed, ({ partnerId }) => partnerId);
  const digest = sha256(canonicalJson(listed));
  const isNews = (await deps.polls.directorySeen()) !== digest;
  const marked = await deps.polls.unsynced(now);
  const partners = new Set([
    ...marked.map(({ partnerId }) => partnerId),
    ...(isNews ? await deps.configs.partners() : []),
  ]);
  let room = atOnce;
  await sideBySide([...partners], width, async (partnerId) => {
    room -= await syncPartner(deps, partnerId, byPartner.get(partnerId) ?? [], now, room);
  });
  for (const { partnerId, markedAt } of marked) await deps.polls.markSynced(partnerId, markedAt);
  if (isNews) await deps.polls.saveDirectorySeen(digest);
  return partners.size;
}

/**
 * The same for one partner, at once.
 *
 * @param room how many new polls may be due at once; more are spread.
 * @returns how many new polls there were.
 */
export async function syncPartner(
  deps: Pick<Needs, 'configs' | 'polls'>,
  partnerId: PartnerId,
  listed: readonly ListedShortcode[],
  now: number,
  room = atOnce,
): Promise<number> {
  for (;;) {
    const [configs, polls] = await Promise.all([
      deps.configs.ofPartner(partnerId),
      deps.polls.ofPartner(partnerId),
    ]);
    const { put, remove, fresh } = plannedChanges(coverage(configs, listed), polls, now, room);
    const saved = await sideBySide(put, width, (poll) => deps.polls.save(poll));
    await sideBySide(remove, width, (poll) => deps.polls.remove(poll));
    // A run claimed one of them meanwhile.
    if (!saved.includes('changed')) return fresh;
  }
}
