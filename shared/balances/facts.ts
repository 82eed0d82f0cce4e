import type { BalanceAlerted } from '../events/balance-alerted.ts';
import type { BalancePollingStopped } from '../events/balance-polling-stopped.ts';
import { factHead } from '../events/fact-head.ts';
import { type AlertType, type BalanceAlert, severityOf } from './alert.ts';
import type { Check } from './check.ts';
import type { BalanceConfig } from './configuration.ts';
import { resumeWith, slackDestination } from './destination.ts';

/** Where a fact stands, and whom it is told. */
export interface FactPlace {
  /** Counts the facts of its aggregate, from 1. */
  readonly version: number;
  readonly config: BalanceConfig | undefined;
  readonly partnerSecretPrefix: string;
}

/** Whose facts they are: the partition of the shortcode. */
const aggregateOf = ({ shortcode }: Pick<Check, 'shortcode'>): string => `SHORTCODE#${shortcode}`;

const isWanted = ({ notifies }: BalanceConfig, type: AlertType): boolean =>
  ({
    low_balance: notifies.lowBalance,
    unusual_drop: notifies.unusualDrop,
    balance_recovery: notifies.balanceRecovery,
  })[type];

/** An alert as it is told; without a place in Slack where nobody wants to hear of its kind. */
export function alertedFact(
  alert: BalanceAlert,
  { version, config, partnerSecretPrefix }: FactPlace,
): BalanceAlerted {
  const aggregate = aggregateOf(alert);
  const slack =
    config && isWanted(config, alert.alertType) ? slackDestination(config, partnerSecretPrefix) : undefined;
  const { previousBalanceMinor, lowBalanceThresholdMinor } = alert;
  return {
    type: 'balance.alerted',
    ...factHead(aggregate, version),
    at: alert.at,
    data: {
      alertId: alert.id,
      alertType: alert.alertType,
      severity: severityOf[alert.alertType],
      partnerId: alert.partnerId,
      partnerName: alert.partnerName,
      shortcode: alert.shortcode,
      account: alert.account,
      currency: alert.currency,
      balanceMinor: alert.balanceMinor,
      ...(previousBalanceMinor !== undefined && { previousBalanceMinor }),
      ...(lowBalanceThresholdMinor !== undefined && { lowBalanceThresholdMinor }),
      ...(slack && { slack }),
    },
  };
}

/** M-Pesa refuses this shortcode alone: told with the way back. */
export function shortcodeStoppedFact(
  check: Check,
  refusal: { readonly code: string; readonly reason: string; readonly at: number },
  { version, config, partnerSecretPrefix }: FactPlace,
): BalancePollingStopped {
  const aggregate = aggregateOf(check);
  const slack = slackDestination(config, partnerSecretPrefix);
  return {
    type: 'balance.polling_stopped',
    ...factHead(aggregate, version),
    at: refusal.at,
    data: {
      scope: 'shortcode',
      partnerId: check.partnerId,
      partnerName: check.partnerName,
      shortcodes: [check.shortcode],
      code: refusal.code,
      reason: refusal.reason,
      resumeWith: resumeWith(check.partnerId, check.shortcode),
      slack: slack ? [slack] : [],
    },
  };
}
