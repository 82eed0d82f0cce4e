import { busTrade, trades } from './partners.ts';

const [, clinics, power] = trades;

/** Rows of the balance configuration as the manager API takes them: one partner by its shortcodes, the others whole. */
export const sampleBalanceConfigs: readonly Record<string, unknown>[] = [
  {
    partner_id: busTrade.partner._id,
    shortcode: busTrade.paybill,
    check_interval_minutes: 15,
    low_balance_threshold: 1000,
    unusual_drop_threshold: 5000,
    unusual_drop_percentage: 20,
    slack_webhook_url: 'https://hooks.slack.com/services/T0ACME/B0BUSES/sample',
    slack_channel: '#mpesa-alerts',
    slack_mentions: '@admin @finance',
  },
  {
    partner_id: busTrade.partner._id,
    shortcode: busTrade.till,
    check_interval_minutes: 30,
    low_balance_threshold: 500,
    slack_webhook_url: 'https://hooks.slack.com/services/T0ACME/B0TILL/sample',
    slack_channel: '#till-alerts',
  },
  {
    partner_id: clinics.partner._id,
    check_interval_minutes: 5,
    low_balance_threshold: 20000,
    unusual_drop_percentage: 40,
    recovery_margin_percentage: 10,
    slack_webhook_url: 'https://hooks.slack.com/services/T0KARIBU/B0MONEY/sample',
    slack_channel: '#karibu-money',
    slack_mentions: '<!here>',
  },
  {
    partner_id: power.partner._id,
    check_interval_minutes: 10,
    low_balance_threshold: 50000,
    unusual_drop_threshold: 25000,
    slack_webhook_url: 'https://hooks.slack.com/services/T0POWER/B0UTIL/sample',
    slack_channel: '#power-balance',
  },
];
