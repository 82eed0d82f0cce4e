import type { Account } from '../mpesa/account-balances.ts';
import type { BalanceNotice } from '../mpesa/balance-result.ts';
import { type AlertType, alertId, type BalanceAlert } from './alert.ts';
import { type Check, isOpen } from './check.ts';
import type { Reading, Settlement, ShortcodeState } from './check-ledger.ts';
import type { BalanceConfig } from './configuration.ts';
import { watchedAccount } from './coverage.ts';
import { alertedFact, shortcodeStoppedFact } from './facts.ts';
import { changeBetween, judge } from './judge.ts';

export interface SettleInput {
  readonly check: Check;
  readonly outcome: BalanceNotice;
  /** When the outcome was known to us. */
  readonly at: number;
  readonly state: ShortcodeState;
  /** The newest reading that M-Pesa made before this one, and those of the same second. */
  readonly readings: readonly Reading[];
  readonly config?: BalanceConfig;
  readonly partnerSecretPrefix: string;
}

/** The first answer stands, and a timeout is none. */
export const isSettledBy = (check: Check, outcome: BalanceNotice): boolean =>
  isOpen(check) || (check.status === 'timeout' && outcome.kind !== 'timeout');

/** Codes by which M-Pesa refuses one shortcode, or the product for it: asking again changes nothing. */
const shortcodeCodes = new Set(['21', '401.003.01']);

export const isShortcodeFailure = (code: string): boolean => shortcodeCodes.has(code);

/** M-Pesa's own time where it told one, by which readings are ordered. */
export const orderOf = (outcome: BalanceNotice, at: number): number =>
  (outcome.kind === 'timeout' ? undefined : outcome.completedAt) ?? at;

/** What the outcome of a check changes. An answer of M-Pesa without the watched account is an error, never a balance of zero. */
export function settle(input: SettleInput): Settlement {
  const { check, outcome, at, config } = input;
  const base = { ...check, settledAt: at, version: check.version + 1 };
  if (outcome.kind === 'timeout')
    return unjudged(input, { ...base, status: 'timeout', code: 'timeout', reason: noAnswer });
  const { code: _, reason: __, ...cleared } = base;
  const timed = {
    ...cleared,
    ...(outcome.completedAt !== undefined && { completedAt: outcome.completedAt }),
  };
  if (outcome.kind === 'failed') {
    const { code, reason } = outcome;
    const facts = isShortcodeFailure(code)
      ? [shortcodeStoppedFact(check, { code, reason, at }, placeOf(input, 1))]
      : [];
    return unjudged(input, { ...timed, status: 'error', code, reason }, facts);
  }
  const account = watchedAccount(config, check.kind);
  const { accounts } = outcome;
  const watched = accounts.find(({ name }) => sameName(name, account));
  if (!watched) {
    const reason = `The answer has no account ${account}.`;
    return unjudged(input, { ...timed, status: 'error', account, accounts, code: 'account_missing', reason });
  }
  return judged(input, { ...timed, status: 'success', account: watched.name, accounts }, watched);
}

const noAnswer = 'M-Pesa did not answer in time.';

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function unjudged({ state }: SettleInput, check: Check, facts: Settlement['facts'] = []): Settlement {
  const after = { ...state, version: state.version + 1, facts: state.facts + facts.length };
  return { check, state: after, alerts: [], resolved: [], facts };
}

/** Keeps the reading; only the newest one is judged, and only where a row says by what. */
function judged(input: SettleInput, timed: Check, watched: Account): Settlement {
  const { state, config } = input;
  const completedAt = orderOf(input.outcome, input.at);
  const check = withFigures(timed, watched, previousOf(input, completedAt));
  const reading: Reading = {
    checkId: check.id,
    shortcode: check.shortcode,
    completedAt,
    settledAt: input.at,
    accounts: check.accounts ?? [],
  };
  const isNewest = !state.latest || isAfter(input.check, completedAt, state.latest);
  if (isNewest && config) return { ...alerted(input, config, check, reading), reading };
  const latest = isNewest ? placeInTime(reading) : state.latest;
  const after = { ...state, version: state.version + 1, ...(latest && { latest }) };
  return { ...unjudged(input, check), state: after, reading };
}

type InTime = Pick<Reading, 'completedAt' | 'settledAt'>;

const placeInTime = ({ completedAt, settledAt }: Reading): InTime => ({ completedAt, settledAt });

/**
 * M-Pesa counts whole seconds. Of two readings in the same one the order is known only if the second was asked for when the
 * first was already here.
 */
const isAfter = ({ askedAt }: Check, completedAt: number, other: InTime): boolean =>
  completedAt > other.completedAt ||
  (completedAt === other.completedAt && askedAt !== undefined && askedAt >= other.settledAt);

const previousOf = ({ check, readings }: SettleInput, completedAt: number): Reading | undefined =>
  readings
    .filter((reading) => isAfter(check, completedAt, reading))
    .toSorted((a, b) => b.completedAt - a.completedAt || b.settledAt - a.settledAt)[0];

function withFigures(check: Check, watched: Account, previous: Reading | undefined): Check {
  const balanceMinor = watched.availableMinor;
  const before = previous?.accounts.find(({ name }) => sameName(name, watched.name));
  return {
    ...check,
    currency: watched.currency,
    balanceMinor,
    ...(before && {
      previousBalanceMinor: before.availableMinor,
      ...changeBetween(before.availableMinor, balanceMinor),
    }),
  };
}

function alerted(
  input: SettleInput,
  config: BalanceConfig,
  check: Check,
  reading: Reading,
): Omit<Settlement, 'reading'> {
  const { state, at } = input;
  const { openLow, ...rest } = state;
  const { account = '', balanceMinor = 0, previousBalanceMinor } = check;
  const threshold = config.lowBalanceThresholdMinor;
  const hasOpenLow = openLow?.account === account;
  const types = judge({
    config,
    balanceMinor,
    hasOpenLow,
    ...(previousBalanceMinor !== undefined && { previousBalanceMinor }),
    ...(state.judged?.account === account && { before: state.judged }),
  });
  const alerts = types.map((type) => alertOf(check, type, at, config));
  const isOver = openLow !== undefined && (types.includes('balance_recovery') || !hasOpenLow);
  const low = types.includes('low_balance')
    ? { alertId: alertId(check.id, 'low_balance'), account }
    : isOver
      ? undefined
      : openLow;
  return {
    check: { ...check, alertTypes: types },
    state: {
      ...rest,
      version: state.version + 1,
      facts: state.facts + alerts.length,
      latest: placeInTime(reading),
      judged: {
        account,
        isLow: threshold !== undefined && balanceMinor <= threshold,
        ...(threshold !== undefined && { thresholdMinor: threshold }),
      },
      ...(low && { openLow: low }),
    },
    alerts,
    resolved: isOver ? [{ alertId: openLow.alertId, at, by: 'system' }] : [],
    facts: alerts.map((alert, position) => alertedFact(alert, placeOf(input, position + 1))),
  };
}

const placeOf = ({ state, config, partnerSecretPrefix }: SettleInput, position: number) => ({
  version: state.facts + position,
  config,
  partnerSecretPrefix,
});

function alertOf(check: Check, alertType: AlertType, at: number, config: BalanceConfig): BalanceAlert {
  const threshold = config.lowBalanceThresholdMinor;
  return {
    id: alertId(check.id, alertType),
    checkId: check.id,
    partnerId: check.partnerId,
    partnerName: check.partnerName,
    shortcode: check.shortcode,
    account: check.account ?? '',
    currency: check.currency ?? 'KES',
    alertType,
    at,
    balanceMinor: check.balanceMinor ?? 0,
    ...(check.previousBalanceMinor !== undefined && { previousBalanceMinor: check.previousBalanceMinor }),
    ...(threshold !== undefined && { lowBalanceThresholdMinor: threshold }),
    isSlackSent: false,
    // A recovery is over when it is told.
    isResolved: alertType === 'balance_recovery',
    ...(alertType === 'balance_recovery' && { resolvedAt: at, resolvedBy: 'system' }),
  };
}
