import type { AlertType } from './alert.ts';
import type { BalanceConfig } from './configuration.ts';

/** How the newest reading was judged. */
export interface Judged {
  readonly account: string;
  readonly thresholdMinor?: number;
  readonly isLow: boolean;
}

/** The figure that is judged, and what was known before. */
export interface JudgeInput {
  readonly config: BalanceConfig;
  readonly balanceMinor: number;
  /** Of the reading before; absent on a first one. */
  readonly previousBalanceMinor?: number;
  /** A low balance was told and nobody has resolved it. */
  readonly hasOpenLow: boolean;
  /** How this account was judged the last time. */
  readonly before?: Judged;
}

/** What a new reading gives cause to tell, the gravest first. */
export function judge(input: JudgeInput): readonly AlertType[] {
  return [
    ...(isNewlyLow(input) ? ['low_balance' as const] : []),
    ...(hasDropped(input) ? ['unusual_drop' as const] : []),
    ...(hasRecovered(input) ? ['balance_recovery' as const] : []),
  ];
}

/** On the crossing, on a first reading, or after a changed threshold: not on every check while it is low. */
function isNewlyLow({ config, balanceMinor, previousBalanceMinor, hasOpenLow, before }: JudgeInput): boolean {
  const threshold = config.lowBalanceThresholdMinor;
  if (threshold === undefined || balanceMinor > threshold || hasOpenLow) return false;
  // The reading before may be one that was not judged: then the last judged one tells of the crossing.
  const hasCrossed = previousBalanceMinor === undefined || previousBalanceMinor > threshold;
  return hasCrossed || !before?.isLow || before.thresholdMinor !== threshold;
}

function hasDropped({ config, balanceMinor, previousBalanceMinor }: JudgeInput): boolean {
  if (previousBalanceMinor === undefined) return false;
  const drop = BigInt(previousBalanceMinor) - BigInt(balanceMinor);
  if (drop <= 0n) return false;
  const { unusualDropMinor, unusualDropHundredths } = config;
  if (unusualDropMinor !== undefined && drop >= BigInt(unusualDropMinor)) return true;
  // A share of nothing, or of a debt, says nothing.
  if (unusualDropHundredths === undefined || previousBalanceMinor <= 0) return false;
  return drop * 10_000n >= BigInt(unusualDropHundredths) * BigInt(previousBalanceMinor);
}

function hasRecovered({ config, balanceMinor, hasOpenLow }: JudgeInput): boolean {
  const threshold = config.lowBalanceThresholdMinor;
  if (!hasOpenLow || threshold === undefined) return false;
  const above = BigInt(balanceMinor) - BigInt(threshold);
  return above > 0n && above * 10_000n > BigInt(config.recoveryMarginHundredths) * BigInt(threshold);
}

/** How far a balance moved; the share in hundredths of a percent, rounded half away from zero. */
export function changeBetween(
  previousMinor: number,
  balanceMinor: number,
): { readonly changeMinor: number; readonly changeHundredths?: number } {
  const changeMinor = balanceMinor - previousMinor;
  if (previousMinor <= 0) return { changeMinor };
  const [change, previous] = [BigInt(changeMinor), BigInt(previousMinor)];
  const size = change < 0n ? -change : change;
  const rounded = Number((size * 20_000n + previous) / (previous * 2n));
  return { changeMinor, changeHundredths: change < 0n && rounded !== 0 ? -rounded : rounded };
}
