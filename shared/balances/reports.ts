import { majorNumber } from '../kernel/money.ts';
import { iso } from '../kernel/time.ts';
import { type BalanceAlert, severityOf } from './alert.ts';
import { type Check, isOpen, type ResponseStatus } from './check.ts';
import { type BalanceConfig, configKey } from './configuration.ts';
import { resumeWith } from './destination.ts';
import type { Poll } from './poll.ts';

const major = (minor: number | undefined): number | null => (minor === undefined ? null : majorNumber(minor));
const time = (at: number | undefined): string | null => (at === undefined ? null : iso(at));
/** Hundredths of a percent as a percentage. */
const percent = major;

/** A row as people read it, with what it has polled; the webhook is only said to be there. */
export const configReport = (config: BalanceConfig, polls: readonly Poll[]) => ({
  partner_id: config.partnerId,
  shortcode: config.shortcode ?? null,
  account: config.account ?? null,
  enabled: config.isEnabled,
  check_interval_minutes: config.checkIntervalMinutes,
  low_balance_threshold: major(config.lowBalanceThresholdMinor),
  unusual_drop_threshold: major(config.unusualDropMinor),
  unusual_drop_percentage: percent(config.unusualDropHundredths),
  recovery_margin_percentage: majorNumber(config.recoveryMarginHundredths),
  slack_webhook_url: config.hasSlackWebhook ? ('stored' as const) : null,
  slack_channel: config.slackChannel ?? null,
  slack_mentions: config.slackMentions ?? null,
  notify_on_low_balance: config.notifies.lowBalance,
  notify_on_unusual_drop: config.notifies.unusualDrop,
  notify_on_balance_recovery: config.notifies.balanceRecovery,
  updated_at: iso(config.changedAt),
  polled: polls
    .filter((poll) => poll.partnerId === config.partnerId && poll.configKey === configKey(config))
    .map(({ partnerId, shortcode, nextDueAt, stopped }) => ({
      shortcode,
      next_due_at: stopped ? null : iso(nextDueAt),
      stopped: stopped
        ? { code: stopped.code, at: iso(stopped.at), resume_with: resumeWith(partnerId, shortcode) }
        : null,
    })),
});

/** A check that has come to its end. */
export function checkReport(check: Check) {
  if (isOpen(check)) throw new Error(`check ${check.id} has not come to its end`);
  return {
    id: check.id,
    partner_id: check.partnerId,
    partner_name: check.partnerName,
    shortcode: check.shortcode,
    account: check.account ?? null,
    currency: check.currency ?? null,
    balance_amount: major(check.balanceMinor),
    previous_balance: major(check.previousBalanceMinor),
    balance_change: major(check.changeMinor),
    balance_change_percentage: percent(check.changeHundredths),
    triggered_alerts: [...check.alertTypes],
    response_status: check.status as ResponseStatus,
    response_code: check.code ?? null,
    response_message: check.reason ?? null,
    accounts: (check.accounts ?? []).map((account) => ({
      name: account.name,
      currency: account.currency,
      current: majorNumber(account.currentMinor),
      available: majorNumber(account.availableMinor),
      reserved: majorNumber(account.reservedMinor),
      uncleared: majorNumber(account.unclearedMinor),
    })),
    requested_by: check.by,
    requested_at: iso(check.requestedAt),
    mpesa_completed_at: time(check.completedAt),
    checked_at: time(check.settledAt),
  };
}

export const alertReport = (alert: BalanceAlert) => ({
  id: alert.id,
  check_id: alert.checkId,
  partner_id: alert.partnerId,
  partner_name: alert.partnerName,
  shortcode: alert.shortcode,
  account: alert.account,
  currency: alert.currency,
  alert_type: alert.alertType,
  alert_severity: severityOf[alert.alertType],
  balance_amount: majorNumber(alert.balanceMinor),
  previous_balance: major(alert.previousBalanceMinor),
  low_balance_threshold: major(alert.lowBalanceThresholdMinor),
  slack_sent: alert.isSlackSent,
  is_resolved: alert.isResolved,
  resolved_at: time(alert.resolvedAt),
  resolved_by: alert.resolvedBy ?? null,
  created_at: iso(alert.at),
});
