import type { Quarantine, QuarantinedCallback } from '../../mpesa/quarantine.ts';

/** Refused callbacks in memory. */
export function memoryQuarantine(): Quarantine {
  const kept = new Map<string, QuarantinedCallback>();
  return {
    async put(callback) {
      kept.set(`${callback.requestId} ${callback.body}`, callback);
    },
    async list(limit) {
      return [...kept]
        .toSorted(([, a], [, b]) => b.receivedAt - a.receivedAt)
        .slice(0, limit)
        .map(([id, { body: _, ...listed }]) => ({ id, ...listed }));
    },
    async get(id) {
      return kept.get(id);
    },
  };
}
