import { expect, it } from '@jest/globals';
import { dynamoIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { memoryIdempotencyStore } from '../../shared/adapters/memory/idempotency-store.ts';
import type { IdempotencyStore } from '../../shared/manager/idempotency-store.ts';
import { describeInStores } from '../support/stores-under-test.ts';

const now = Date.UTC(2026, 9, 14, 8, 3, 6);
const dayMs = 86_400_000;
const answer = { status: 202, body: JSON.stringify({ success: true, filler: 'x'.repeat(100_000) }) };

describeInStores<IdempotencyStore>(
  'an idempotency store',
  { inMemory: memoryIdempotencyStore, inDynamo: dynamoIdempotencyStore },
  (store) => {
    it('lets one of many begin', async () => {
      const begun = await Promise.all(Array.from({ length: 20 }, () => store.begin('key', 'hash', now)));
      expect(begun.filter((each) => each === 'new')).toHaveLength(1);
      expect(begun.filter((each) => each === 'in_progress')).toHaveLength(19);
    });

    it('gives the first answer to the same request, for a day', async () => {
      await store.begin('key', 'hash', now);
      await store.complete('key', answer);
      expect(await store.begin('key', 'hash', now + dayMs - 1_000)).toEqual({ done: answer });
      expect(await store.begin('other key', 'hash', now)).toBe('new');
      expect(await store.begin('key', 'hash', now + dayMs + 1_000)).toBe('new');
      expect(await store.begin('key', 'hash', now + dayMs + 2_000)).toBe('in_progress');
    });

    it('refuses another request under the same key', async () => {
      await store.begin('key', 'hash', now);
      expect(await store.begin('key', 'other hash', now)).toBe('mismatch');
      await store.complete('key', answer);
      expect(await store.begin('key', 'other hash', now)).toBe('mismatch');
    });

    it('frees a key that was abandoned, or whose function died', async () => {
      await store.begin('key', 'hash', now);
      await store.abandon('key');
      expect(await store.begin('key', 'other hash', now)).toBe('new');
      expect(await store.begin('key', 'other hash', now + 59_000)).toBe('in_progress');
      expect(await store.begin('key', 'other hash', now + 61_000)).toBe('new');
    });

    it('keeps no answer of what was never begun', async () => {
      await store.complete('key', answer);
      expect(await store.begin('key', 'hash', now)).toBe('new');
    });
  },
);
