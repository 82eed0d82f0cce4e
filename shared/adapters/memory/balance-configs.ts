import type { ConfigStore } from '../../balances/config-store.ts';
import { type BalanceConfig, type ConfigKey, configKey } from '../../balances/configuration.ts';
import type { PartnerId } from '../../kernel/identifiers.ts';
import { follows, type MemoryBalances, pageOf } from './balances.ts';

/** Rows of the configuration in memory. */
export function memoryConfigStore({ configs, marked }: MemoryBalances): ConfigStore {
  const nameOf = (partnerId: PartnerId, key: ConfigKey): string => `${encodeURIComponent(partnerId)}#${key}`;
  const name = (config: BalanceConfig): string => nameOf(config.partnerId, configKey(config));
  const sorted = () => [...configs].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, config]) => config);

  return {
    async get(partnerId, key) {
      return configs.get(nameOf(partnerId, key));
    },
    async ofPartner(partnerId) {
      return sorted().filter((config) => config.partnerId === partnerId);
    },
    async page(page) {
      const { items, ...next } = pageOf(sorted(), page);
      return { configs: items, ...next };
    },
    async partners() {
      return [...new Set(sorted().map(({ partnerId }) => partnerId))];
    },
    async countEnabled() {
      return sorted().filter(({ isEnabled }) => isEnabled).length;
    },
    async save(config) {
      if (!follows(configs.get(name(config)), config)) return 'changed';
      configs.set(name(config), config);
      marked.set(config.partnerId, config.changedAt);
      return 'saved';
    },
    async remove(config, at) {
      if (configs.get(name(config))?.version !== config.version) return 'changed';
      configs.delete(name(config));
      marked.set(config.partnerId, at);
      return 'saved';
    },
  };
}
