import type { BalancePollingStopped } from '../events/balance-polling-stopped.ts';
import { factHead } from '../events/fact-head.ts';
import type { PartnerId } from '../kernel/identifiers.ts';
import type { InitiatorGate, Verdict } from '../mpesa/initiator-gate.ts';
import { explainApiCode } from '../mpesa/result-codes.ts';
import { answerLimitMs } from './check.ts';
import { configKey } from './configuration.ts';
import type { BalanceDependencies } from './dependencies.ts';
import { resumeWith, slackDestinations } from './destination.ts';
import type { InitiatorState, KnownCall } from './initiator-book.ts';
import { changePolls, stoppedPoll } from './stop-polls.ts';

type Needs = Pick<
  BalanceDependencies,
  'configs' | 'polls' | 'initiators' | 'clock' | 'tell' | 'partnerSecretPrefix'
>;

const lookAgainSeconds = 3;

/** Keeps the gate in the book, stops all polls of a refused operator, and tells people once how to resume. */
export function initiatorGate(deps: Needs): InitiatorGate {
  const { initiators, clock } = deps;
  return {
    async enter({ key, credential }, call) {
      for (;;) {
        const state = await initiators.state(key);
        if (state.stopped) return { kind: 'stopped', code: state.stopped.code };
        const now = clock();
        const known: KnownCall = { ...call, key, credential, enteredAt: now };
        if (state.provenCredential === credential) {
          await initiators.putCall(known);
          return { kind: 'go' };
        }
        const { inFlight } = state;
        if (inFlight && inFlight.callId !== call.id && inFlight.until > now)
          return { kind: 'wait', retryAfterSeconds: lookAgainSeconds };
        const until = now + answerLimitMs;
        const after = { ...state, inFlight: { callId: call.id, until }, version: state.version + 1 };
        if ((await initiators.save(after, { call: known })) === 'saved') return { kind: 'go' };
      }
    },

    async settle(callId, verdict) {
      const call = await initiators.call(callId);
      if (!call) return;
      for (;;) {
        const state = await initiators.state(call.key);
        const after = stateAfter(state, call, verdict, clock());
        const isStopping = after?.stopped !== undefined && state.stopped === undefined;
        const fact = isStopping ? await stoppedFact(deps, call, state.facts + 1, after.stopped) : undefined;
        if (after) {
          const next = { ...after, facts: state.facts + (fact ? 1 : 0), version: state.version + 1 };
          if ((await initiators.save(next, { facts: fact ? [fact] : [] })) === 'changed') continue;
        }
        // Also where a crash left it: whoever was told of the refusal before did not come so far.
        const stopped = (after ?? state).stopped;
        if (verdict.kind === 'refused' && stopped) await stopAll(deps, call, stopped);
        if (fact) deps.tell(fact);
        return;
      }
    },

    async resumedAt(key) {
      return (await initiators.state(key)).resumedAt;
    },
  };
}

/** Undefined where nothing changes. What was asked before a resume says nothing of what holds after it. */
function stateAfter(
  state: InitiatorState,
  call: KnownCall,
  verdict: Verdict,
  at: number,
): InitiatorState | undefined {
  const { inFlight, ...rest } = state;
  const isLanded = inFlight?.callId === call.id;
  const landed: InitiatorState = isLanded ? rest : state;
  const isStale = call.enteredAt < (state.resumedAt ?? 0) || state.stopped !== undefined;
  if (verdict.kind === 'refused' && !isStale) return { ...rest, stopped: { code: verdict.code, at } };
  if (verdict.kind === 'accepted' && !isStale && state.provenCredential !== call.credential)
    return { ...landed, provenCredential: call.credential };
  return isLanded ? landed : undefined;
}

/** The operator's lock is shared by all partners that ask in its name. */
async function sharersOf(deps: Needs, call: KnownCall): Promise<readonly PartnerId[]> {
  return [...new Set([call.partnerId, ...(await deps.initiators.partners(call.key))])];
}

async function stopAll(
  deps: Needs,
  call: KnownCall,
  { code, at }: NonNullable<InitiatorState['stopped']>,
): Promise<void> {
  const stop = { code, at, scope: 'initiator', initiatorKey: call.key } as const;
  for (const partnerId of await sharersOf(deps, call))
    await changePolls(deps.polls, partnerId, (poll) => stoppedPoll(poll, stop));
}

async function stoppedFact(
  deps: Needs,
  call: KnownCall,
  version: number,
  { code, at }: NonNullable<InitiatorState['stopped']>,
): Promise<BalancePollingStopped> {
  const partners = await sharersOf(deps, call);
  const polls = (await Promise.all(partners.map((partner) => deps.polls.ofPartner(partner)))).flat();
  const configs = (await Promise.all(partners.map((partner) => deps.configs.ofPartner(partner)))).flat();
  const own = polls.find(({ partnerId }) => partnerId === call.partnerId);
  const aggregate = `INITIATOR#${call.key}`;
  return {
    type: 'balance.polling_stopped',
    ...factHead(aggregate, version),
    at,
    data: {
      scope: 'initiator',
      partnerId: call.partnerId,
      partnerName: own?.partnerName ?? call.partnerId,
      shortcodes: [...new Set([call.shortcode, ...polls.map(({ shortcode }) => shortcode)])].sort(),
      code,
      reason: explainApiCode(code).reason,
      resumeWith: resumeWith(call.partnerId, own ? own.configKey : call.shortcode),
      slack: slackDestinations(
        configs.toSorted((a, b) => (configKey(a) < configKey(b) ? -1 : 1)),
        deps.partnerSecretPrefix,
      ),
    },
  };
}
