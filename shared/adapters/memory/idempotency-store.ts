import { days, minutes } from '../../kernel/time.ts';
import type { IdempotencyStore, StoredAnswer } from '../../manager/idempotency-store.ts';

interface KnownRequest {
  readonly requestHash: string;
  readonly begunAt: number;
  readonly answer?: StoredAnswer;
}

/** Requests and their answers in memory. */
export function memoryIdempotencyStore(): IdempotencyStore {
  const requests = new Map<string, KnownRequest>();
  return {
    async begin(key, requestHash, now) {
      const known = requests.get(key);
      const isOver = known && known.begunAt + (known.answer ? days(1) : minutes(1)) <= now;
      if (!known || isOver) {
        requests.set(key, { requestHash, begunAt: now });
        return 'new';
      }
      if (known.requestHash !== requestHash) return 'mismatch';
      return known.answer ? { done: known.answer } : 'in_progress';
    },
    async complete(key, answer) {
      const known = requests.get(key);
      if (known) requests.set(key, { ...known, answer });
    },
    async abandon(key) {
      requests.delete(key);
    },
  };
}
