import type { Fact } from '../events/fact.ts';
import type { Shortcode } from '../kernel/identifiers.ts';
import type { Account } from '../mpesa/account-balances.ts';
import type { BalanceAlert } from './alert.ts';
import type { Check } from './check.ts';
import type { Judged } from './judge.ts';

/** A successful answer of M-Pesa, by M-Pesa's own time. */
export interface Reading {
  readonly checkId: string;
  readonly shortcode: Shortcode;
  /** Epoch milliseconds, whole seconds: M-Pesa's completion time, or ours where it told none. */
  readonly completedAt: number;
  /** When it was known to us. */
  readonly settledAt: number;
  readonly accounts: readonly Account[];
}

/** What is known of a shortcode between two readings. */
export interface ShortcodeState {
  readonly shortcode: Shortcode;
  /** Counts its changes; 0 before the first. */
  readonly version: number;
  /** How many facts it has told. */
  readonly facts: number;
  /** The newest reading: M-Pesa's time, and when it was known to us. */
  readonly latest?: { readonly completedAt: number; readonly settledAt: number };
  /** By what the newest reading was judged. */
  readonly judged?: Judged;
  readonly openLow?: { readonly alertId: string; readonly account: string };
}

export interface Standing {
  readonly state: ShortcodeState;
  /** Newest first. */
  readonly readings: readonly Reading[];
}

/** All that the outcome of a check changes: saved together or not at all. */
export interface Settlement {
  readonly check: Check;
  readonly state: ShortcodeState;
  readonly reading?: Reading;
  readonly alerts: readonly BalanceAlert[];
  readonly resolved: readonly Resolution[];
  readonly facts: readonly Fact[];
}

export interface Resolution {
  readonly alertId: string;
  readonly at: number;
  readonly by: string;
}

export interface Page {
  readonly limit: number;
  readonly cursor?: string;
}

/** Checks, readings and alerts of all shortcodes. Reads of one check and its standing are strongly consistent. */
export interface CheckLedger {
  /** Keeps a new check. */
  open(check: Check): Promise<void>;
  get(id: string): Promise<Check | undefined>;
  /** Saves the successor of the version before it. */
  save(check: Check): Promise<'saved' | 'changed'>;
  /** The check is not to be asked after all: as if it had never been. */
  withdraw(check: Check): Promise<void>;
  /** Looks at an open check not before then. */
  postpone(check: Check, until: number): Promise<void>;
  /** Open checks that are to be looked at again, oldest first. */
  overdue(now: number, limit: number): Promise<readonly Check[]>;
  /** The state, the newest reading that M-Pesa made before `completedAt`, and those of that very second. */
  standing(shortcode: Shortcode, completedAt: number): Promise<Standing>;
  settle(settlement: Settlement): Promise<'saved' | 'changed'>;
  /** Settled ones, newest first, by when they were requested. */
  list(
    wanted: { readonly shortcode?: Shortcode; readonly from: number; readonly to: number },
    page: Page,
  ): Promise<{ readonly checks: readonly Check[]; readonly cursor?: string }>;
  /** Newest first. */
  alerts(
    wanted: { readonly active?: boolean },
    page: Page,
  ): Promise<{ readonly alerts: readonly BalanceAlert[]; readonly cursor?: string }>;
  alert(id: string): Promise<BalanceAlert | undefined>;
  /** A person has dealt with it; the first resolution stands. Undefined where there is no such alert. */
  resolve(resolution: Resolution): Promise<BalanceAlert | undefined>;
  /** People were told in Slack; counted once. */
  markSlackSent(alertId: string): Promise<void>;
  figures(now: number): Promise<BalanceFigures>;
}

export interface BalanceFigures {
  /** Settled ones requested since midnight in East Africa. */
  readonly checksToday: number;
  /** Alerts that went to Slack, ever. */
  readonly alertsSent: number;
  readonly activeAlerts: number;
}
