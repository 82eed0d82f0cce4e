import type { CredentialExpiring } from '../events/credential-expiring.ts';
import { factHead } from '../events/fact-head.ts';
import { days, eastAfricaDay, iso } from '../kernel/time.ts';
import type { Check } from './check.ts';
import type { BalanceDependencies } from './dependencies.ts';
import { slackDestinations } from './destination.ts';

type Needs = Pick<BalanceDependencies, 'configs' | 'initiators' | 'clock' | 'tell' | 'partnerSecretPrefix'>;

const lifeDays = 90;
/** The later one first: who starts late is warned once. */
const warnAtDays = [85, 75];

/** The age that people are to be warned of; undefined where it is young, or no day. */
export function warningDue(setOn: string, now: number): number | undefined {
  const ageDays = (Date.parse(eastAfricaDay(now)) - Date.parse(setOn)) / days(1);
  return warnAtDays.find((age) => ageDays >= age);
}

/** Warns 75 and 85 days after the operator's password was set, once each. */
export async function tellExpiring(deps: Needs, check: Check, setOn: string | undefined): Promise<void> {
  const ageDays = setOn === undefined ? undefined : warningDue(setOn, deps.clock());
  if (setOn === undefined || ageDays === undefined) return;
  const { partnerId, partnerName } = check;
  const aggregate = `CREDENTIAL#${partnerId}#${setOn}`;
  const version = ageDays === 85 ? 2 : 1;
  const configs = await deps.configs.ofPartner(partnerId);
  const fact: CredentialExpiring = {
    type: 'credential.expiring',
    ...factHead(aggregate, version),
    at: deps.clock(),
    data: {
      partnerId,
      partnerName,
      ageDays,
      expiresOn: iso(Date.parse(setOn) + days(lifeDays)).slice(0, 10),
      slack: slackDestinations(configs, deps.partnerSecretPrefix),
    },
  };
  if ((await deps.initiators.warnOnce(fact)) === 'saved') deps.tell(fact);
}
