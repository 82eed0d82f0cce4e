import type { Quarantine, QuarantinedCallback, QuarantineEntry } from '../../mpesa/quarantine.ts';

/** Refused callbacks in memory. */
export function memoryQuarantine(): Quarantine {
  const kept = new Map<string, { readonly callback: QuarantinedCallback; readonly entry: QuarantineEntry }>();
  const idOf = ({ receivedAt, requestId, body }: QuarantinedCallback): string =>
    `${receivedAt} ${requestId} ${body}`;
  return {
    async put(callback) {
      const id = idOf(callback);
      const replay = kept.get(id)?.entry.replay;
      const { body: _, ...listed } = callback;
      kept.set(id, { callback, entry: { id, ...listed, ...(replay && { replay }) } });
    },
    async noteReplay(id, replay) {
      const known = kept.get(id);
      if (known) kept.set(id, { ...known, entry: { ...known.entry, replay } });
    },
    async list({ limit, reason, since = 0, after }) {
      const all = [...kept.values()]
        .map(({ entry }) => entry)
        .toSorted((a, b) => b.receivedAt - a.receivedAt || (a.id < b.id ? 1 : -1));
      const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
      return all
        .slice(from)
        .filter((entry) => entry.receivedAt >= since && (reason === undefined || entry.reason === reason))
        .slice(0, limit);
    },
    async entry(id) {
      return kept.get(id)?.entry;
    },
    async get(id) {
      return kept.get(id)?.callback;
    },
  };
}
