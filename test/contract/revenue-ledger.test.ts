import { expect, it } from '@jest/globals';
import { dynamoOutbox } from '../../shared/adapters/dynamodb/outbox.ts';
import { dynamoRevenueLedger } from '../../shared/adapters/dynamodb/revenue-ledger.ts';
import { revenueOutbox } from '../../shared/adapters/dynamodb/revenue-outbox.ts';
import { memoryOutbox } from '../../shared/adapters/memory/outbox.ts';
import { memoryRevenueLedger } from '../../shared/adapters/memory/revenue-ledger.ts';
import { memoryStore } from '../../shared/adapters/memory/store.ts';
import type { Outbox } from '../../shared/events/outbox.ts';
import { failedFact, reportedFact } from '../../shared/revenue/facts.ts';
import type { RevenueLedger, WindowRecord } from '../../shared/revenue/revenue-ledger.ts';
import { aReport, aWindowRecord, someFigures } from '../support/builders/a-window-record.ts';
import { describeInStores } from '../support/stores-under-test.ts';

const night = aWindowRecord('2025-05-29T00:00:00Z');
const morning = aWindowRecord('2025-05-29T06:00:00Z', {
  figures: someFigures({ totalMinor: -5, unreadable: 3, isCountOnly: true, byUtility: [] }),
});
const afternoon = aWindowRecord('2025-05-29T12:00:00Z');
const day = [night.startAt, afternoon.endAt] as const;

const outcome = (
  own: WindowRecord,
  { reported = [own], corrected = [] }: { reported?: WindowRecord[]; corrected?: WindowRecord[] } = {},
) => ({
  reported,
  corrected,
  fact: reportedFact(aReport({ name: own.report }), own, { windows: reported, late: [] }, own.endAt),
});

describeInStores<{ ledger: RevenueLedger; outbox: Outbox }>(
  'a revenue ledger',
  {
    inMemory: () => {
      const store = memoryStore();
      return { ledger: memoryRevenueLedger(store), outbox: memoryOutbox(store) };
    },
    inDynamo: (document, tables) => ({
      ledger: dynamoRevenueLedger(document, tables),
      outbox: dynamoOutbox(document, [revenueOutbox(tables)]),
    }),
  },
  (stores) => {
    it('knows nothing before anything was reported', async () => {
      expect(await stores.ledger.records('power', ...day)).toEqual([]);
      expect(await stores.ledger.first('power')).toBeUndefined();
      expect(await stores.ledger.page('power', { from: 0, until: day[1] }, 10)).toEqual({ records: [] });
    });

    it('gives back what was saved, oldest first, of one report and between two times', async () => {
      await stores.ledger.save(outcome(morning, { reported: [night, morning] }));
      await stores.ledger.save(outcome(afternoon));
      await stores.ledger.save(outcome({ ...night, report: 'power-2' }));
      expect(await stores.ledger.records('power', ...day)).toEqual([night, morning, afternoon]);
      expect(await stores.ledger.records('power', night.endAt, morning.endAt)).toEqual([morning]);
      expect(await stores.ledger.records('power', night.startAt, night.startAt + 1)).toEqual([night]);
      expect(await stores.ledger.first('power')).toMatchObject({
        startAt: night.startAt,
        endAt: night.endAt,
      });
    });

    it('saves a window once, and then nothing of what came with it', async () => {
      expect(await stores.ledger.save(outcome(morning))).toBe('saved');
      expect(await stores.ledger.save(outcome(morning))).toBe('changed');
      expect(await stores.ledger.save(outcome(afternoon, { reported: [morning, afternoon] }))).toBe(
        'changed',
      );
      expect(await stores.ledger.records('power', ...day)).toEqual([morning]);
      expect(await stores.outbox.unpublished(Number.MAX_SAFE_INTEGER, 10)).toHaveLength(1);
    });

    it('saves a correction once, while the record is as it was read', async () => {
      await stores.ledger.save(outcome(night));
      const corrected = { ...night, figures: someFigures({ totalMinor: 7 }), correctedAt: 9, version: 2 };
      expect(await stores.ledger.save(outcome(morning, { corrected: [corrected] }))).toBe('saved');
      expect(await stores.ledger.save(outcome(afternoon, { corrected: [corrected] }))).toBe('changed');
      const unknown = aWindowRecord('2025-05-28T00:00:00Z', { version: 2 });
      expect(await stores.ledger.save(outcome(afternoon, { corrected: [unknown] }))).toBe('changed');
      expect(await stores.ledger.records('power', ...day)).toEqual([corrected, morning]);
    });

    it('lets one of five that come at once win', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, () => stores.ledger.save(outcome(morning))),
      );
      expect(outcomes.toSorted()).toEqual(['changed', 'changed', 'changed', 'changed', 'saved']);
    });

    it('holds the fact until it is published', async () => {
      const { fact } = outcome(morning);
      await stores.ledger.save(outcome(morning));
      expect(await stores.outbox.unpublished(morning.endAt, 10)).toEqual([]);
      expect(await stores.outbox.unpublished(morning.endAt + 1, 10)).toEqual([fact]);
      await stores.outbox.markPublished([fact]);
      await stores.outbox.markPublished([fact]);
      expect(await stores.outbox.unpublished(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
      expect(await stores.ledger.save(outcome(morning))).toBe('changed');
    });

    it('keeps a failure of a run once, beside what was reported of the same window', async () => {
      const fact = failedFact(aReport({ channel: '#money' }), morning, 'MongoDB: it is down', 5);
      expect(await stores.ledger.saveFailure(fact)).toBe('saved');
      expect(await stores.ledger.saveFailure({ ...fact, at: 6 })).toBe('known');
      expect(await stores.ledger.save(outcome(morning))).toBe('saved');
      expect(await stores.outbox.unpublished(Number.MAX_SAFE_INTEGER, 10)).toEqual([
        fact,
        outcome(morning).fact,
      ]);
      expect(await stores.ledger.records('power', ...day)).toEqual([morning]);
    });

    it('saves a week of missed windows at once', async () => {
      const missed = Array.from({ length: 29 }, (_, at) => {
        const start = new Date(night.startAt + at * 21_600_000).toISOString();
        return aWindowRecord(start);
      });
      const own = missed.at(-1) ?? night;
      expect(await stores.ledger.save(outcome(own, { reported: missed }))).toBe('saved');
      expect(await stores.ledger.records('power', 0, own.endAt)).toHaveLength(29);
    });

    it('pages from the latest on', async () => {
      await stores.ledger.save(outcome(afternoon, { reported: [night, morning, afternoon] }));
      const first = await stores.ledger.page('power', { from: 0, until: day[1] }, 2);
      expect(first).toEqual({ records: [afternoon, morning], next: morning.startAt });
      const second = await stores.ledger.page('power', { from: 0, until: morning.startAt }, 2);
      expect(second.records).toEqual([night]);
      const inner = await stores.ledger.page('power', { from: morning.startAt, until: afternoon.startAt }, 9);
      expect(inner).toEqual({ records: [morning] });
      expect(await stores.ledger.page('power', { from: 5, until: 5 }, 2)).toEqual({ records: [] });
    });
  },
);
