import type { BalanceAlerted } from '../events/balance-alerted.ts';
import type { BalancePollingStopped } from '../events/balance-polling-stopped.ts';
import type { CredentialExpiring } from '../events/credential-expiring.ts';
import type { SlackDestination } from '../events/slack-destination.ts';
import { maskText } from '../kernel/mask.ts';
import { formatMoney } from '../kernel/money.ts';
import {
  longField,
  type SlackColor,
  type SlackField,
  type SlackMessage,
  shortField,
} from './slack-message.ts';
import { plain, plainName, withMentions } from './slack-text.ts';

type Alert = BalanceAlerted['data'];

const colors: Readonly<Record<Alert['alertType'], SlackColor>> = {
  low_balance: 'danger',
  unusual_drop: 'warning',
  balance_recovery: 'good',
};

/** A balance that crossed its threshold, fell or recovered. */
export function balanceAlertMessage(alert: Alert, to: SlackDestination): SlackMessage {
  return monitorMessage({
    to,
    headline: `🚨 *Balance Alert for ${plainName(alert.partnerName)}*`,
    color: colors[alert.alertType],
    fields: [
      shortField('Partner', plainName(alert.partnerName)),
      shortField('Shortcode', plainName(alert.shortcode)),
      shortField('Current Balance', money(alert, alert.balanceMinor)),
      shortField('Previous Balance', previousInWords(alert)),
      longField('Alert Details', details[alert.alertType](alert)),
    ],
  });
}

/** Nothing is asked at M-Pesa any more; says what to do so that it goes on. */
export function pollingStoppedMessage(
  { scope, partnerName, shortcodes, code, reason, resumeWith }: BalancePollingStopped['data'],
  to: SlackDestination,
): SlackMessage {
  const answer = `${code}: ${maskText(reason)}`;
  const why =
    scope === 'initiator'
      ? 'Going on would lock the M-Pesa operator that these shortcodes and payouts share, so neither balances nor transaction statuses are asked for until somebody resumes.'
      : 'Balances of this shortcode are not asked for until somebody resumes.';
  const how =
    scope === 'initiator'
      ? "Put a working credential into the partner's secret, then call"
      : 'Have M-Pesa allow the query for this shortcode, then call';
  return monitorMessage({
    to,
    headline: `🚨 *Balance monitoring stopped for ${plainName(partnerName)}*`,
    color: 'danger',
    fields: [
      shortField('Partner', plainName(partnerName)),
      shortField('Shortcodes', plain(shortcodes.join(', '))),
      longField("M-Pesa's Answer", plain(answer)),
      longField('Alert Details', `⛔ M-Pesa refused us. ${why}`),
      longField('How to Resume', `${how} ${plain(resumeWith, 1_000)}`),
    ],
  });
}

/** The password of the M-Pesa operator ends soon. */
export function credentialExpiringMessage(
  { partnerName, ageDays, expiresOn }: CredentialExpiring['data'],
  to: SlackDestination,
): SlackMessage {
  return monitorMessage({
    to,
    headline: `⚠️ *M-Pesa credential expiring for ${plainName(partnerName)}*`,
    color: 'warning',
    fields: [
      shortField('Partner', plainName(partnerName)),
      shortField('Expires On', plainName(expiresOn)),
      longField(
        'Alert Details',
        `⏳ The password of the M-Pesa operator was set ${ageDays} days ago and ends on ${plainName(expiresOn)}. ` +
          'Set a new one in the M-Pesa portal, put it into the partner’s secret and renew credentialSetOn there; without it, balances and payouts stop.',
      ),
    ],
  });
}

interface Monitored {
  readonly to: SlackDestination;
  readonly headline: string;
  readonly color: SlackColor;
  readonly fields: readonly SlackField[];
}

const monitorMessage = ({ to, headline, color, fields }: Monitored): SlackMessage => ({
  ...(to.channel !== undefined && { channel: to.channel }),
  username: 'M-Pesa Balance Monitor',
  icon_emoji: ':money_with_wings:',
  text: withMentions(headline, to.mentions),
  attachments: [{ color, fields }],
});

const money = ({ currency }: Alert, minor: number): string => formatMoney(minor, plainName(currency));

const previousInWords = (alert: Alert): string =>
  alert.previousBalanceMinor === undefined ? 'First reading' : money(alert, alert.previousBalanceMinor);

const details: Readonly<Record<Alert['alertType'], (alert: Alert) => string>> = {
  low_balance: (alert) => `⚠️ Low balance alert! Current balance (${current(alert)}) is ${lowInWords(alert)}`,
  unusual_drop: (alert) => `📉 Unusual drop! Current balance (${current(alert)}) ${fallInWords(alert)}`,
  balance_recovery: (alert) =>
    `✅ Balance recovered! Current balance (${current(alert)}) is ${recoveredInWords(alert)}`,
};

const current = (alert: Alert): string => money(alert, alert.balanceMinor);

// The alert is raised at the threshold already, where "below" would be untrue.
function lowInWords(alert: Alert): string {
  const threshold = alert.lowBalanceThresholdMinor;
  if (threshold === undefined) return 'low';
  return `${alert.balanceMinor < threshold ? 'below' : 'at'} threshold (${money(alert, threshold)})`;
}

function recoveredInWords(alert: Alert): string {
  const threshold = alert.lowBalanceThresholdMinor;
  return threshold === undefined ? 'high enough again' : `above threshold (${money(alert, threshold)})`;
}

function fallInWords(alert: Alert): string {
  const previous = alert.previousBalanceMinor;
  if (previous === undefined) return 'is lower than usual';
  const fellMinor = previous - alert.balanceMinor;
  const share = previous > 0 ? ` (${percentOf(fellMinor, previous)} %)` : '';
  return `is ${money(alert, fellMinor)}${share} below the previous reading (${money(alert, previous)})`;
}

/** With one decimal, rounded half up; exact for every amount. */
function percentOf(partMinor: number, wholeMinor: number): string {
  const whole = BigInt(wholeMinor);
  const tenths = (BigInt(partMinor) * 2_000n + whole) / (2n * whole);
  return `${tenths / 10n}.${tenths % 10n}`;
}
