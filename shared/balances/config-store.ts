import type { PartnerId } from '../kernel/identifiers.ts';
import type { BalanceConfig, ConfigKey } from './configuration.ts';

/** Rows of the configuration, one per partner and key. Reads are strongly consistent. */
export interface ConfigStore {
  get(partnerId: PartnerId, key: ConfigKey): Promise<BalanceConfig | undefined>;
  ofPartner(partnerId: PartnerId): Promise<readonly BalanceConfig[]>;
  /** By partner and key. */
  page(page: {
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<{ readonly configs: readonly BalanceConfig[]; readonly cursor?: string }>;
  /** Every partner that has a row. */
  partners(): Promise<readonly PartnerId[]>;
  countEnabled(): Promise<number>;
  /**
   * Saves the successor of the version before it, and marks the partner as one whose polls do not follow its rows yet.
   * `changed`: somebody else was faster.
   */
  save(config: BalanceConfig): Promise<'saved' | 'changed'>;
  /** The same for a row that is to be gone. */
  remove(config: BalanceConfig, at: number): Promise<'saved' | 'changed'>;
}
