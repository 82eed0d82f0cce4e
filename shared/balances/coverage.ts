import type { PartnerId, Shortcode } from '../kernel/identifiers.ts';
import { type BalanceConfig, configKey } from './configuration.ts';

/** A shortcode that an active partner lists. */
export interface ListedShortcode {
  readonly partnerId: PartnerId;
  readonly partnerName: string;
  readonly shortcode: Shortcode;
  readonly kind: 'paybill' | 'till';
}

/** Whom the operator serves now. Throws `Unavailable` when its database does not answer. */
export interface ShortcodeDirectory {
  /** Shortcodes of active partners, each once. */
  shortcodes(): Promise<readonly ListedShortcode[]>;
}

export interface Covered {
  readonly listed: ListedShortcode;
  readonly config: BalanceConfig;
}

/**
 * What is polled by which row: a shortcode's own row beats the one for all, even where it is switched off. Without a row, or
 * unless an active partner lists it, a shortcode is not polled.
 */
export function coverage(
  configs: readonly BalanceConfig[],
  listed: readonly ListedShortcode[],
): readonly Covered[] {
  return listed.flatMap((one) => {
    const config = configFor(configs, one);
    return config?.isEnabled ? [{ listed: one, config }] : [];
  });
}

/** The row that speaks for a shortcode. */
export function configFor(
  configs: readonly BalanceConfig[],
  { partnerId, shortcode }: Pick<ListedShortcode, 'partnerId' | 'shortcode'>,
): BalanceConfig | undefined {
  const own = configs.filter((config) => config.partnerId === partnerId);
  return (
    own.find((config) => config.shortcode === shortcode) ?? own.find((config) => configKey(config) === 'all')
  );
}

/** The account to alert on: what payers fill, unless the row names another. */
export const watchedAccount = (config: BalanceConfig | undefined, kind: ListedShortcode['kind']): string =>
  config?.account ?? (kind === 'till' ? 'Merchant Account' : 'Utility Account');
