import { type BalanceNotice, parseBalanceResult } from '../mpesa/balance-result.ts';
import {
  acceptCallback,
  type Callback,
  openCallback,
  quarantineCallback,
  refuseCallback,
} from '../mpesa/callback.ts';
import type { HookLookup } from '../mpesa/hook.ts';
import { type InitiatorGate, type Verdict, verdictOn } from '../mpesa/initiator-gate.ts';
import type { Quarantine, QuarantineReason } from '../mpesa/quarantine.ts';
import type { BalanceDependencies } from './dependencies.ts';
import { settleCheck } from './settle-check.ts';

export interface RecordDependencies extends BalanceDependencies {
  readonly hooks: HookLookup;
  readonly quarantine: Quarantine;
  readonly gate: InitiatorGate;
}

const channels = new Map([
  ['balance/result', { isTimeout: false }],
  ['balance/timeout', { isTimeout: true }],
]);

/**
 * Takes the answer to a balance query to its end: a settled check, or quarantine with the reason. Safe to repeat any number of
 * times. Throws when a store cannot be reached.
 */
export async function recordBalance(
  deps: RecordDependencies,
  callback: Callback,
): Promise<'accepted' | QuarantineReason> {
  const read = await readBalanceCallback(deps, callback);
  if (!read.ok) return quarantineCallback(deps.quarantine, callback, read.error);
  const { checkId, notice } = read.value;
  // The stop first: it must not wait for anything.
  await deps.gate.settle(checkId, verdictOf(notice));
  await settleCheck(deps, checkId, notice, callback.receivedAt);
  return acceptCallback(deps.quarantine, callback);
}

/** The answer that a callback carries and the check that it is for, or why it is put into quarantine. */
export async function readBalanceCallback(
  deps: Pick<RecordDependencies, 'hooks' | 'checks'>,
  callback: Callback,
) {
  const opened = await openCallback(deps.hooks, callback, channels);
  if (!opened.ok) return opened;
  const { hook, kind, body } = opened.value;
  const notice = parseBalanceResult(body, kind);
  if (!notice.ok) return refuseCallback(notice.error.reason, notice.error.message);
  // The row is written before the question: an id that nobody knows was never ours.
  const check = await deps.checks.get(callback.queryId ?? '');
  if (!check) return refuseCallback('unknown_request', 'the id in the URL is that of no balance check');
  if (check.partnerId !== hook.partnerId) {
    return refuseCallback(
      'request_mismatch',
      `the id in the URL is that of a check of ${check.shortcode}, its token that of another partner`,
    );
  }
  return { ok: true, value: { checkId: check.id, notice: notice.value } } as const;
}

function verdictOf(notice: BalanceNotice): Verdict {
  if (notice.kind === 'timeout') return { kind: 'unknown' };
  return verdictOn(notice.kind === 'failed' ? notice.code : '0');
}
