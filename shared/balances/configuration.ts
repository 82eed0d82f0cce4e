import type { PartnerId, Shortcode } from '../kernel/identifiers.ts';
import { parseMinor } from '../kernel/money.ts';

/** Whom to watch, how often, and when people hear of it. Amounts in minor units, percentages in hundredths of a percent. */
export interface BalanceConfig {
  readonly partnerId: PartnerId;
  /** Absent: all of the partner's shortcodes that have no row of their own. */
  readonly shortcode?: Shortcode;
  /** The M-Pesa account to alert on, where it is not the usual one of its kind. */
  readonly account?: string;
  readonly isEnabled: boolean;
  readonly checkIntervalMinutes: number;
  readonly lowBalanceThresholdMinor?: number;
  readonly unusualDropMinor?: number;
  readonly unusualDropHundredths?: number;
  readonly recoveryMarginHundredths: number;
  /** Its URL is in the partner's secret, under the row's key. */
  readonly hasSlackWebhook: boolean;
  readonly slackChannel?: string;
  readonly slackMentions?: string;
  readonly notifies: {
    readonly lowBalance: boolean;
    readonly unusualDrop: boolean;
    readonly balanceRecovery: boolean;
  };
  /** Counts its changes, from 1. */
  readonly version: number;
  readonly changedAt: number;
}

/** What names a row within its partner: a shortcode, or `all`. */
export type ConfigKey = Shortcode | 'all';

export const configKey = ({ shortcode }: Pick<BalanceConfig, 'shortcode'>): ConfigKey => shortcode ?? 'all';

/** A configuration as JSON writes it: checked, amounts and percentages decimal, defaults filled in. */
export interface ConfigurationFields {
  readonly account?: string | undefined;
  readonly enabled: boolean;
  readonly check_interval_minutes: number;
  readonly low_balance_threshold?: number | undefined;
  readonly unusual_drop_threshold?: number | undefined;
  readonly unusual_drop_percentage?: number | undefined;
  readonly recovery_margin_percentage: number;
  readonly slack_channel?: string | undefined;
  readonly slack_mentions?: string | undefined;
  readonly notify_on_low_balance: boolean;
  readonly notify_on_unusual_drop: boolean;
  readonly notify_on_balance_recovery: boolean;
}

/** The row that these fields make, as the successor of `before`. */
export function configurationOf(
  { partnerId, shortcode }: Pick<BalanceConfig, 'partnerId' | 'shortcode'>,
  fields: ConfigurationFields,
  change: {
    readonly before?: BalanceConfig | undefined;
    readonly hasSlackWebhook: boolean;
    readonly at: number;
  },
): BalanceConfig {
  return {
    partnerId,
    ...(shortcode !== undefined && { shortcode }),
    ...optional('account', fields.account),
    isEnabled: fields.enabled,
    checkIntervalMinutes: fields.check_interval_minutes,
    ...optional('lowBalanceThresholdMinor', hundredths(fields.low_balance_threshold)),
    ...optional('unusualDropMinor', hundredths(fields.unusual_drop_threshold)),
    ...optional('unusualDropHundredths', hundredths(fields.unusual_drop_percentage)),
    recoveryMarginHundredths: hundredths(fields.recovery_margin_percentage) ?? 0,
    hasSlackWebhook: change.hasSlackWebhook,
    ...optional('slackChannel', fields.slack_channel),
    ...optional('slackMentions', fields.slack_mentions),
    notifies: {
      lowBalance: fields.notify_on_low_balance,
      unusualDrop: fields.notify_on_unusual_drop,
      balanceRecovery: fields.notify_on_balance_recovery,
    },
    version: (change.before?.version ?? 0) + 1,
    changedAt: change.at,
  };
}

/** Exact: a number of more than two decimals never gets here, and would throw. */
function hundredths(decimal: number | undefined): number | undefined {
  if (decimal === undefined) return undefined;
  const exact = parseMinor(decimal);
  if (!exact.ok) throw new Error(`expected ${exact.error}`);
  return exact.value;
}

const optional = <K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
