import type { Shortcode } from '../kernel/identifiers.ts';
import { sideBySide } from '../kernel/side-by-side.ts';
import { type Check, checkId, newCheck } from './check.ts';
import type { ShortcodeDirectory } from './coverage.ts';
import type { AskDependencies } from './dependencies.ts';
import type { Poll } from './poll.ts';
import { sendSpread } from './request-balances.ts';

type Needs = Pick<AskDependencies, 'polls' | 'checks' | 'requests' | 'clock' | 'random'> & {
  readonly directory: ShortcodeDirectory;
};

export interface CheckedNow {
  readonly queued: readonly Check[];
  /** Not asked about, since M-Pesa refused it and nobody has resumed it. */
  readonly stopped: readonly Shortcode[];
}

const width = 16;

/**
 * Has one shortcode checked now, or all that are polled; their own times stay as they are.
 *
 * @returns undefined where no row covers the shortcode.
 */
export async function checkNow(
  deps: Needs,
  wanted: { readonly shortcode?: Shortcode; readonly by: string },
): Promise<CheckedNow | undefined> {
  const listed = await deps.directory.shortcodes();
  const partners = new Set(
    listed
      .filter(({ shortcode }) => wanted.shortcode === undefined || shortcode === wanted.shortcode)
      .map(({ partnerId }) => partnerId),
  );
  const polls = (await sideBySide([...partners], width, (partner) => deps.polls.ofPartner(partner)))
    .flat()
    .filter(({ shortcode }) => wanted.shortcode === undefined || shortcode === wanted.shortcode);
  if (polls.length === 0 && wanted.shortcode !== undefined) return undefined;
  const now = deps.clock();
  const open = async (poll: Poll): Promise<Check> => {
    const id = checkId(poll.shortcode, now, deps.random());
    const check = newCheck(poll, { id, at: now, by: wanted.by });
    await deps.checks.open(check);
    return check;
  };
  const queued = await sideBySide(
    polls.filter(({ stopped }) => !stopped),
    width,
    open,
  );
  await sendSpread(deps, queued);
  return { queued, stopped: polls.flatMap(({ stopped, shortcode }) => (stopped ? [shortcode] : [])) };
}
