import type { Check } from '../../../shared/balances/check.ts';
import {
  type BalanceConfig,
  type ConfigurationFields,
  configurationOf,
} from '../../../shared/balances/configuration.ts';
import type { ListedShortcode } from '../../../shared/balances/coverage.ts';
import type { Poll } from '../../../shared/balances/poll.ts';
import { partnerId, shortcode } from '../../../shared/kernel/identifiers.ts';
import type { Account } from '../../../shared/mpesa/account-balances.ts';

export const acme = partnerId('acme');
export const paybill = shortcode('600111');
export const till = shortcode('9000111');

/** 25 November 2026, 12:00 in Nairobi. */
export const noon = Date.UTC(2026, 10, 25, 9);

export const aListedShortcode = (own: Partial<ListedShortcode> = {}): ListedShortcode => ({
  partnerId: acme,
  partnerName: 'Acme Buses',
  shortcode: paybill,
  kind: 'paybill',
  ...own,
});

const configFields = (own: Partial<ConfigurationFields> = {}): ConfigurationFields => ({
  enabled: true,
  check_interval_minutes: 15,
  recovery_margin_percentage: 0,
  notify_on_low_balance: true,
  notify_on_unusual_drop: true,
  notify_on_balance_recovery: true,
  ...own,
});

export const aConfig = (
  own: Partial<ConfigurationFields> = {},
  given: Partial<BalanceConfig> = {},
): BalanceConfig => ({
  ...configurationOf({ partnerId: acme }, configFields(own), { hasSlackWebhook: true, at: noon }),
  ...given,
});

export const aPoll = (own: Partial<Poll> = {}): Poll => ({
  ...aListedShortcode(),
  configKey: 'all',
  intervalMinutes: 15,
  nextDueAt: noon,
  version: 1,
  ...own,
});

export const aCheck = (own: Partial<Check> = {}): Check => {
  const { requestedAt = noon, shortcode: code = paybill } = own;
  return {
    ...aListedShortcode(),
    id: `${code}-${String(requestedAt).padStart(13, '0')}-00000001`,
    requestedAt,
    by: 'system',
    status: 'requested',
    alertTypes: [],
    version: 1,
    ...own,
  };
};

export const anAccount = (availableMinor: number, name = 'Utility Account'): Account => ({
  name,
  currency: 'KES',
  currentMinor: availableMinor,
  availableMinor,
  reservedMinor: 0,
  unclearedMinor: 0,
  isConsistent: true,
});
