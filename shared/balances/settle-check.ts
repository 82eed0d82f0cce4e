import type { BalanceNotice } from '../mpesa/balance-result.ts';
import { configFor } from './coverage.ts';
import type { BalanceDependencies } from './dependencies.ts';
import { isSettledBy, isShortcodeFailure, orderOf, settle } from './settle.ts';
import { changePolls, stoppedPoll } from './stop-polls.ts';

type Needs = Pick<BalanceDependencies, 'configs' | 'polls' | 'checks' | 'tell' | 'partnerSecretPrefix'>;

/** Saves what a check has come to, with the alerts that it gives cause for. Safe to repeat in any order. */
export async function settleCheck(
  deps: Needs,
  id: string,
  outcome: BalanceNotice,
  at: number,
): Promise<'settled' | 'unchanged' | 'unknown'> {
  for (;;) {
    const check = await deps.checks.get(id);
    if (!check) return 'unknown';
    if (!isSettledBy(check, outcome)) return 'unchanged';
    if (outcome.kind === 'failed' && isShortcodeFailure(outcome.code)) {
      const stop = { code: outcome.code, at, scope: 'shortcode' } as const;
      await changePolls(deps.polls, check.partnerId, (poll) =>
        poll.shortcode === check.shortcode ? stoppedPoll(poll, stop) : undefined,
      );
    }
    const [configs, standing] = await Promise.all([
      deps.configs.ofPartner(check.partnerId),
      deps.checks.standing(check.shortcode, orderOf(outcome, at)),
    ]);
    const config = configFor(configs, check);
    const settlement = settle({
      check,
      outcome,
      at,
      ...standing,
      partnerSecretPrefix: deps.partnerSecretPrefix,
      ...(config && { config }),
    });
    if ((await deps.checks.settle(settlement)) === 'changed') continue;
    for (const fact of settlement.facts) deps.tell(fact);
    return 'settled';
  }
}
