import { expect, it } from '@jest/globals';
import { dynamoDarajaTokenStore } from '../../shared/adapters/dynamodb/daraja-token-store.ts';
import { memoryDarajaTokenStore } from '../../shared/adapters/memory/daraja-token-store.ts';
import type { DarajaTokenStore } from '../../shared/payments/daraja-token-store.ts';
import { describeInStores } from '../support/stores-under-test.ts';

const app = 'a'.repeat(64);

describeInStores<DarajaTokenStore>(
  'a Daraja token store',
  { inMemory: memoryDarajaTokenStore, inDynamo: dynamoDarajaTokenStore },
  (tokens) => {
    it('gives back the token that was saved last, each app its own', async () => {
      expect(await tokens.read(app)).toBeUndefined();
      await tokens.save(app, 'first', 1_000);
      await tokens.save(app, 'second', 2_000);
      await tokens.save('b'.repeat(64), 'other', 3_000);
      expect(await tokens.read(app)).toEqual({ token: 'second', expiresAt: 2_000 });
    });

    it('is leased to one of many, and only for a time', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => tokens.lease(app, 1_000, 500)));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await tokens.lease(app, 1_499, 500)).toBe(false);
      expect(await tokens.read(app)).toBeUndefined();
      expect(await tokens.lease(app, 1_500, 500)).toBe(true);
    });

    it('is free again once a token was saved', async () => {
      await tokens.lease(app, 1_000, 60_000);
      await tokens.save(app, 'token', 5_000);
      expect(await tokens.lease(app, 1_001, 500)).toBe(true);
      expect(await tokens.read(app)).toEqual({ token: 'token', expiresAt: 5_000 });
    });

    it('is free again once it was released, and keeps its token', async () => {
      await tokens.save(app, 'token', 5_000);
      await tokens.lease(app, 1_000, 60_000);
      await tokens.release(app);
      expect(await tokens.lease(app, 1_001, 500)).toBe(true);
      expect(await tokens.read(app)).toEqual({ token: 'token', expiresAt: 5_000 });
    });

    it('drops the token that was refused, and no other', async () => {
      await tokens.drop(app, 'never saved');
      await tokens.save(app, 'new', 5_000);
      await tokens.drop(app, 'old');
      expect(await tokens.read(app)).toEqual({ token: 'new', expiresAt: 5_000 });
      await tokens.drop(app, 'new');
      expect(await tokens.read(app)).toBeUndefined();
    });
  },
);
