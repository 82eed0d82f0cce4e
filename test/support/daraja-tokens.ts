import { memoryDarajaTokenStore } from '../../shared/adapters/memory/daraja-token-store.ts';
import type { DarajaTokenStore } from '../../shared/payments/daraja-token-store.ts';

/** Tokens in memory; `saved` tells how often a new one was asked for. */
export function tokensInMemory(): DarajaTokenStore & { readonly saved: readonly string[] } {
  const store = memoryDarajaTokenStore();
  const saved: string[] = [];
  return {
    ...store,
    saved,
    save: async (key, token, expiresAt) => {
      saved.push(token);
      await store.save(key, token, expiresAt);
    },
  };
}
