import type { DarajaToken, DarajaTokenStore } from '../../payments/daraja-token-store.ts';

/** Tokens and leases in memory. */
export function memoryDarajaTokenStore(): DarajaTokenStore {
  const tokens = new Map<string, DarajaToken>();
  const leases = new Map<string, number>();
  return {
    async read(appKey) {
      return tokens.get(appKey);
    },
    async lease(appKey, now, leaseMs) {
      if ((leases.get(appKey) ?? 0) > now) return false;
      leases.set(appKey, now + leaseMs);
      return true;
    },
    async save(appKey, token, expiresAt) {
      tokens.set(appKey, { token, expiresAt });
      leases.delete(appKey);
    },
    async release(appKey) {
      leases.delete(appKey);
    },
    async drop(appKey, token) {
      if (tokens.get(appKey)?.token === token) tokens.delete(appKey);
    },
  };
}
