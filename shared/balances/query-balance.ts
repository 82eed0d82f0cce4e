import type { InitiatorGate } from '../mpesa/initiator-gate.ts';
import type { BalanceQuestions, Credential } from './balance-questions.ts';
import { askLimitMs, type Check } from './check.ts';
import { tellExpiring } from './credential-age.ts';
import type { AskDependencies } from './dependencies.ts';
import type { BalanceRequest } from './request.ts';
import { settleCheck } from './settle-check.ts';
import { changePolls, stoppedPoll } from './stop-polls.ts';

export interface QueryDependencies extends AskDependencies {
  readonly questions: BalanceQuestions;
  readonly gate: InitiatorGate;
}

export type Queried =
  | 'asked'
  | 'nothing_to_ask'
  | 'given_up'
  | 'stopped'
  | 'waiting'
  | 'throttled'
  | 'unreachable'
  | 'refused';

/** M-Pesa did not answer at all: it is not asked again at once. */
const unreachableSeconds = 20;

/**
 * Asks M-Pesa for one balance, once per check however often the message comes. What must wait is put back with a delay, which
 * uses up no receives.
 */
export async function queryBalance(deps: QueryDependencies, { checkId }: BalanceRequest): Promise<Queried> {
  const check = await deps.checks.get(checkId);
  if (check?.status !== 'requested') return 'nothing_to_ask';
  if (deps.clock() - check.requestedAt >= askLimitMs) {
    await settleCheck(deps, checkId, { kind: 'timeout' }, deps.clock());
    return 'given_up';
  }
  const { credential, freshAfter } = await credentialFor(deps, check);
  if (!credential.ok) return refused(deps, check, credential.error);
  await tellExpiring(deps, check, credential.value.setOn);

  const call = { id: checkId, partnerId: check.partnerId, shortcode: check.shortcode };
  const entry = await deps.gate.enter(credential.value.initiator, call);
  if (entry.kind === 'stopped') return stopped(deps, check, credential.value, entry.code);
  if (entry.kind === 'wait') return later(deps, check, entry.retryAfterSeconds, 'waiting');
  return ask(deps, check, freshAfter);
}

/** A person who resumes has changed the secret before. */
async function credentialFor({ questions, gate }: QueryDependencies, { partnerId }: Check) {
  const known = await questions.credential(partnerId);
  if (!known.ok) return { credential: known };
  const freshAfter = await gate.resumedAt(known.value.initiator.key);
  if (freshAfter === undefined) return { credential: known };
  return { credential: await questions.credential(partnerId, freshAfter), freshAfter };
}

async function ask(deps: QueryDependencies, check: Check, freshAfter: number | undefined): Promise<Queried> {
  // Before it is asked: the answer may be faster than we are. A run that was set for later is taken at its word.
  const askedAt = Math.max(deps.clock(), check.requestedAt);
  const asked: Check = { ...check, status: 'asked', askedAt, version: check.version + 1 };
  if ((await deps.checks.save(asked)) === 'changed') return 'nothing_to_ask';
  const answer = await deps.questions.ask(check, freshAfter);
  if (answer.kind === 'asked') {
    // If the answer was faster, its row has moved on and stays.
    await deps.checks.save({ ...asked, conversationId: answer.conversationId, version: asked.version + 1 });
    return 'asked';
  }
  await deps.gate.settle(check.id, { kind: 'unknown' });
  if (answer.kind === 'refused') return refused(deps, check, answer);
  const { askedAt: _, ...unasked } = asked;
  await deps.checks.save({ ...unasked, status: 'requested', version: asked.version + 1 });
  const seconds = answer.kind === 'throttled' ? answer.retryAfterSeconds : unreachableSeconds;
  if (answer.kind === 'unreachable') deps.warn('M-Pesa was not reached', answer.message);
  return later(deps, check, seconds, answer.kind);
}

async function later<Why extends Queried>(
  { requests }: QueryDependencies,
  { id }: Check,
  seconds: number,
  why: Why,
): Promise<Why> {
  await requests.send([{ checkId: id }], seconds);
  return why;
}

async function refused(
  deps: QueryDependencies,
  check: Check,
  { code, message }: { readonly code: string; readonly message: string },
): Promise<Queried> {
  await settleCheck(deps, check.id, { kind: 'failed', code, reason: message }, deps.clock());
  return 'refused';
}

/** The operator was stopped after this was requested, or before its shortcode was ever asked about. */
async function stopped(
  deps: QueryDependencies,
  check: Check,
  { initiator }: Credential,
  code: string,
): Promise<Queried> {
  const stop = { code, at: deps.clock(), scope: 'initiator', initiatorKey: initiator.key } as const;
  await changePolls(deps.polls, check.partnerId, (poll) => stoppedPoll(poll, stop));
  await deps.checks.withdraw(check);
  return 'stopped';
}
