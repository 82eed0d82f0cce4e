import type { PartnerId } from '../kernel/identifiers.ts';
import type { BalanceQuestions } from './balance-questions.ts';
import type { ConfigKey } from './configuration.ts';
import type { BalanceDependencies } from './dependencies.ts';
import { changePolls, resumedPoll } from './stop-polls.ts';

type Needs = Pick<BalanceDependencies, 'polls' | 'initiators' | 'configs'> & {
  readonly questions: Pick<BalanceQuestions, 'credential'>;
};

/**
 * Lets polling go on where a person has repaired what stopped it: with a stopped operator, for all that share it. The secret is
 * read anew from now on, and one call proves it first.
 *
 * @returns the shortcodes that are polled again; undefined where nothing bears this name.
 */
export async function resumePolling(
  deps: Needs,
  partnerId: PartnerId,
  key: ConfigKey,
  now: number,
): Promise<readonly string[] | undefined> {
  const polls = await deps.polls.ofPartner(partnerId);
  const meant = polls.filter((poll) => poll.configKey === key || poll.shortcode === key);
  const credential = await deps.questions.credential(partnerId, now);
  const keys = new Set(meant.flatMap(({ stopped }) => stopped?.initiatorKey ?? []));
  if (credential.ok) keys.add(credential.value.initiator.key);

  const partners = new Set<PartnerId>([partnerId]);
  let isKnown = meant.length > 0 || (await deps.configs.get(partnerId, key)) !== undefined;
  for (const initiatorKey of keys) {
    if (!(await openGate(deps, initiatorKey, now))) continue;
    isKnown = true;
    for (const sharer of await deps.initiators.partners(initiatorKey)) partners.add(sharer);
  }
  if (!isKnown) return undefined;

  const resumed = new Set<string>();
  const isMeant = new Set(meant.map(({ shortcode }) => shortcode));
  for (const partner of partners) {
    const changed = await changePolls(deps.polls, partner, (poll) => {
      const { stopped } = poll;
      if (!stopped) return undefined;
      const isOfOperator = stopped.initiatorKey !== undefined && keys.has(stopped.initiatorKey);
      return isOfOperator || isMeant.has(poll.shortcode) ? resumedPoll(poll, now) : undefined;
    });
    for (const { shortcode } of changed) resumed.add(shortcode);
  }
  return [...resumed].sort();
}

/** @returns whether it was stopped, now or by a resume that a crash cut short. */
async function openGate({ initiators }: Needs, key: string, now: number): Promise<boolean> {
  for (;;) {
    const { stopped, provenCredential: _, inFlight: __, ...state } = await initiators.state(key);
    if (!stopped) return false;
    const after = { ...state, resumedAt: now, version: state.version + 1 };
    if ((await initiators.save(after)) === 'saved') return true;
  }
}
