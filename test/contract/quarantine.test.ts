import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dynamoQuarantine } from '../../shared/adapters/dynamodb/quarantine.ts';
import { memoryQuarantine } from '../../shared/adapters/memory/quarantine.ts';
import { s3JsonObjects } from '../../shared/adapters/s3/json-objects.ts';
import type { Quarantine, QuarantinedCallback } from '../../shared/mpesa/quarantine.ts';
import { startQueues, type TestFauxqs } from '../support/fauxqs.ts';
import { describeInStores } from '../support/stores-under-test.ts';

const now = Date.UTC(2026, 2, 31, 8, 3, 6);
const dayMs = 86_400_000;

const aCallback = (own: Partial<QuarantinedCallback> = {}): QuarantinedCallback => ({
  reason: 'unreadable_body',
  message: 'body is not JSON, expected a JSON object',
  channel: 'stk',
  body: '{"Body": ünreadable \u0000',
  tokenSha256: 'a'.repeat(64),
  requestId: 'request-1',
  receivedAt: now,
  ...own,
});

let fauxqs: TestFauxqs;
beforeAll(async () => {
  fauxqs = await startQueues();
  fauxqs.server.createBucket('quarantine');
});
afterAll(() => fauxqs.stop());

describeInStores<Quarantine>(
  'a quarantine',
  {
    inMemory: memoryQuarantine,
    inDynamo: (document, tables) => {
      return dynamoQuarantine(document, tables, s3JsonObjects('quarantine', fauxqs.s3), () => now);
    },
  },
  (quarantine) => {
    it('keeps a callback whole', async () => {
      const callback = aCallback({ queryId: 'q-1', sourceIp: '196.201.214.200', body: 'x'.repeat(200_000) });
      await quarantine.put(callback);
      const [listed] = await quarantine.list({ limit: 10 });
      const { body: _, ...rest } = callback;
      expect(listed).toEqual({ ...rest, id: listed?.id });
      expect(await quarantine.get(listed?.id ?? '')).toEqual(callback);
    });

    it('keeps a callback once, however often it is delivered', async () => {
      await Promise.all([1, 2, 3].map(() => quarantine.put(aCallback())));
      await quarantine.put(aCallback({ requestId: 'request-2' }));
      await quarantine.put(aCallback({ body: 'another' }));
      expect(await quarantine.list({ limit: 10 })).toHaveLength(3);
    });

    it('lists the newest first, across months, at most as many as asked for', async () => {
      const ages = [0, 1, 30, 31, 32, 60, 365, 399];
      for (const age of ages.toReversed()) {
        await quarantine.put(aCallback({ receivedAt: now - age * dayMs, requestId: `${age} days ago` }));
      }
      const all = await quarantine.list({ limit: 20 });
      expect(all.map(({ requestId }) => requestId)).toEqual(ages.map((age) => `${age} days ago`));
      expect(await quarantine.list({ limit: 3 })).toEqual(all.slice(0, 3));
    });

    it('lists by reason and time, page by page', async () => {
      for (let at = 0; at < 9; at++) {
        const reason = at % 2 === 0 ? 'unknown_token' : 'unreadable_body';
        await quarantine.put(
          aCallback({ reason, receivedAt: now - at * 8 * dayMs, requestId: `request-${at}` }),
        );
      }
      const wanted = { reason: 'unknown_token', since: now - 49 * dayMs } as const;
      const found: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = await quarantine.list({ limit: 2, ...wanted, ...(after !== undefined && { after }) });
        found.push(...page.map(({ requestId }) => requestId));
        after = page.at(-1)?.id;
        if (page.length < 2) break;
      }
      expect(found).toEqual(['request-0', 'request-2', 'request-4', 'request-6']);
    });

    it('remembers what became of a replay, also when the callback is put again', async () => {
      await quarantine.put(aCallback());
      const [{ id = '' } = {}] = await quarantine.list({ limit: 1 });
      expect(await quarantine.entry(id)).not.toHaveProperty('replay');
      const mark = { id: 'action-1', by: 'amina', outcome: 'refused' } as const;
      await quarantine.put(aCallback({ reason: 'invalid_field', message: 'TransAmount is no amount' }));
      await quarantine.noteReplay(id, mark);
      await quarantine.put(aCallback({ reason: 'invalid_field', message: 'TransAmount is no amount' }));
      expect(await quarantine.entry(id)).toMatchObject({ id, reason: 'invalid_field', replay: mark });
      expect(await quarantine.list({ limit: 9 })).toMatchObject([{ id, replay: mark }]);
    });

    it('notes nothing about what was never put', async () => {
      const mark = { id: 'action-1', by: 'amina', outcome: 'accepted' } as const;
      await quarantine.noteReplay(`${now}-0123456789abcdef`, mark);
      expect(await quarantine.entry(`${now}-0123456789abcdef`)).toBeUndefined();
      expect(await quarantine.list({ limit: 9 })).toEqual([]);
    });

    it('does not know what was never put', async () => {
      expect(await quarantine.list({ limit: 10 })).toEqual([]);
      expect(await quarantine.get(`${now}-0123456789abcdef`)).toBeUndefined();
      expect(await quarantine.get('../another bucket')).toBeUndefined();
    });
  },
);
