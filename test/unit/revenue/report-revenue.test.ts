import { describe, expect, it } from '@jest/globals';
import type { RevenueFailed, RevenueReported } from '../../../shared/events/revenue-reported.ts';
import { revenueFailed, revenueReported } from '../../../shared/events/revenue-reported.ts';
import { Unavailable } from '../../../shared/kernel/unavailable.ts';
import { reportAll } from '../../../shared/revenue/report-all.ts';
import { reportRevenue } from '../../../shared/revenue/report-revenue.ts';
import { aReport } from '../../support/builders/a-window-record.ts';
import { revenueRun } from '../../support/revenue-run.ts';

const at = (time: string): number => Date.parse(`2025-05-${time}:00.000Z`);
const sold = (time: string, amountMinor: number | undefined, isFulfilled = true, utility = 'IKEDC') => ({
  at: at(time),
  amountMinor,
  utility,
  isFulfilled,
});
const reportedOf = (run: ReturnType<typeof revenueRun>): readonly RevenueReported['data'][] =>
  run.told().flatMap((fact) => (fact.type === 'revenue.reported' ? [revenueReported.parse(fact).data] : []));
const failedOf = (run: ReturnType<typeof revenueRun>): readonly RevenueFailed['data'][] =>
  run.told().flatMap((fact) => (fact.type === 'revenue.failed' ? [revenueFailed.parse(fact).data] : []));

describe('Given a window that has just ended', () => {
  it('When its run comes five times, Then it is reported once, with all that the message needs', async () => {
    const run = revenueRun();
    run.items.put('a', sold('29T12:00', 150_000));
    run.items.put('b', sold('29T17:59', 50_000, true, 'EKEDC'));
    run.items.put('c', sold('29T13:00', undefined));
    run.items.put('next', sold('29T18:00', 7));
    run.items.put('before', sold('29T11:59', 7));
    run.items.put('open', sold('29T14:00', 7, false));
    const results = [];
    for (let times = 0; times < 5; times++) results.push(await reportRevenue(run.deps, at('29T18:00')));
    expect(results.map(({ reported }) => reported)).toEqual([1, 0, 0, 0, 0]);
    expect(run.told()).toEqual([
      {
        type: 'revenue.reported',
        schema: 1,
        id: 'REVENUE#power#80950',
        aggregate: 'REVENUE#power',
        version: 80_950,
        at: at('29T18:00'),
        data: {
          report: 'power',
          currencySymbol: '₦',
          slack: { webhook: { secretId: 'transaction-alerts/slack-webhook', path: 'webhook_url' } },
          late: [],
          windows: [
            {
              startAt: at('29T12:00'),
              endAt: at('29T18:00'),
              totalMinor: 200_000,
              count: 2,
              unreadable: 1,
              isCountOnly: false,
              byUtility: [
                { name: 'IKEDC', totalMinor: 150_000, count: 1 },
                { name: 'EKEDC', totalMinor: 50_000, count: 1 },
              ],
            },
          ],
        },
      },
    ]);
    expect(await run.outbox.unpublished(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  });

  it('When there was no sale, Then that is told as well', async () => {
    const run = revenueRun();
    await reportRevenue(run.deps, at('29T18:00'));
    expect(reportedOf(run)[0]?.windows).toMatchObject([{ count: 0, totalMinor: 0, byUtility: [] }]);
  });

  it('When the run is late by some minutes, Then its window is still the one that ended', async () => {
    const run = revenueRun();
    await reportRevenue(run.deps, at('29T18:07'));
    await reportRevenue(run.deps, at('29T18:00'));
    expect(reportedOf(run)).toHaveLength(1);
  });

  it('When the report names a title and a channel, Then the fact does', async () => {
    const run = revenueRun();
    const report = aReport({ title: 'Water', channel: '#water', slackSecretName: 'water/slack' });
    await reportRevenue({ ...run.deps, report }, at('29T18:00'));
    expect(reportedOf(run)[0]).toMatchObject({
      title: 'Water',
      slack: { webhook: { secretId: 'water/slack' }, channel: '#water' },
    });
  });
});

describe('Given an item made at 17:58 and fulfilled at 18:04', () => {
  it('When the next run comes, Then it adds it as late, once, and corrects the stored totals', async () => {
    const run = revenueRun();
    run.items.put('early', sold('29T12:30', 100_000));
    run.items.put('late', sold('29T17:58', 120_000, false));
    await reportRevenue(run.deps, at('29T18:00'));
    run.items.put('late', sold('29T17:58', 120_000));
    for (const time of ['30T00:00', '30T00:00', '30T06:00', '30T12:00'])
      await reportRevenue(run.deps, at(time));
    const told = reportedOf(run);
    expect(told.map(({ late }) => late)).toEqual([
      [],
      [{ startAt: at('29T12:00'), endAt: at('29T18:00'), totalMinor: 120_000, count: 1, unreadable: 0 }],
      [],
      [],
    ]);
    const [record] = await run.ledger.records('power', at('29T12:00'), at('29T18:00'));
    expect(record).toMatchObject({ version: 2, figures: { totalMinor: 220_000, count: 2 } });
  });

  it('When it is fulfilled after four more windows, Then nothing is said', async () => {
    const run = revenueRun();
    await reportRevenue(run.deps, at('29T18:00'));
    for (const time of ['30T00:00', '30T06:00', '30T12:00', '30T18:00'])
      await reportRevenue(run.deps, at(time));
    run.items.put('late', sold('29T17:58', 120_000));
    await reportRevenue(run.deps, at('31T00:00'));
    expect(reportedOf(run).flatMap(({ late }) => late)).toEqual([]);
  });

  it('When it changes twice, Then each change is told', async () => {
    const run = revenueRun();
    await reportRevenue(run.deps, at('29T18:00'));
    run.items.put('one', sold('29T17:58', 100));
    await reportRevenue(run.deps, at('30T00:00'));
    run.items.put('two', sold('29T17:59', 50));
    run.items.put('one', sold('29T17:58', 100, false));
    await reportRevenue(run.deps, at('30T06:00'));
    expect(reportedOf(run).flatMap(({ late }) => late.map(({ totalMinor }) => totalMinor))).toEqual([
      100, -50,
    ]);
  });
});

describe('Given missed runs', () => {
  it('When the next one comes, Then all are told together, the latest last, and only after the first ever', async () => {
    const run = revenueRun();
    run.items.put('ancient', sold('20T01:00', 1));
    run.items.put('night', sold('30T01:00', 10));
    await reportRevenue(run.deps, at('29T18:00'));
    await reportRevenue(run.deps, at('30T18:00'));
    const [, together] = reportedOf(run);
    expect(together?.windows.map(({ startAt, totalMinor }) => [startAt, totalMinor])).toEqual([
      [at('29T18:00'), 0],
      [at('30T00:00'), 10],
      [at('30T06:00'), 0],
      [at('30T12:00'), 0],
    ]);
    await reportRevenue(run.deps, at('30T06:00'));
    expect(reportedOf(run)).toHaveLength(2);
  });
});

describe('Given a database that fails', () => {
  const down = async (): Promise<never> => {
    throw new Unavailable('MongoDB: connect ECONNREFUSED 10.0.0.1:27017');
  };

  it('When only the aggregation fails, Then the items are counted, said to be so, and put right by the next run', async () => {
    const run = revenueRun();
    run.items.put('a', sold('29T12:00', 150_000));
    run.items.put('b', sold('29T12:00', undefined));
    await reportRevenue(run.withBook({ figures: down }), at('29T18:00'));
    expect(reportedOf(run)[0]?.windows).toMatchObject([
      { count: 2, totalMinor: 0, unreadable: 0, byUtility: [], isCountOnly: true },
    ]);
    await reportRevenue(run.deps, at('30T00:00'));
    expect(reportedOf(run)[1]?.late).toMatchObject([{ totalMinor: 150_000, count: -1, unreadable: 1 }]);
  });

  it('When nothing answers, Then people are told once, each try fails, and the next run makes up for it', async () => {
    const run = revenueRun();
    await reportRevenue(run.deps, at('29T18:00'));
    const broken = run.withBook({ figures: down, count: down });
    for (let tries = 0; tries < 3; tries++) {
      await expect(reportRevenue(broken, at('30T00:00'))).rejects.toThrow('ECONNREFUSED');
    }
    expect(failedOf(run)).toMatchObject([
      {
        report: 'power',
        window: { startAt: at('29T18:00'), endAt: at('30T00:00') },
        reason: 'MongoDB: connect ECONNREFUSED 10.0.0.1:27017',
      },
    ]);
    await reportRevenue(run.deps, at('30T06:00'));
    expect(reportedOf(run)[1]?.windows).toHaveLength(2);
  });

  it('When the failure is of another kind, Then its words are not repeated', async () => {
    const run = revenueRun();
    const broken = run.withBook({
      figures: down,
      count: async () => {
        throw new Error('mongodb://njeri:hunter2@host');
      },
    });
    await expect(reportRevenue(broken, at('29T18:00'))).rejects.toThrow();
    expect(JSON.stringify(run.told())).not.toContain('hunter2');
    expect(failedOf(run)[0]?.reason).toMatch(/logs/);
  });

  it('When a reported window cannot be looked at again, Then the run goes on', async () => {
    const run = revenueRun();
    await reportRevenue(run.deps, at('29T18:00'));
    const partly = run.withBook({
      figures: (window) => (window.startAt === at('29T12:00') ? down() : run.items.figures(window)),
    });
    await reportRevenue(partly, at('30T00:00'));
    expect(reportedOf(run)).toHaveLength(2);
    expect(run.warnings).toEqual(['a reported window cannot be looked at again']);
  });

  it('When the ledger fails, Then the run fails with its own error', async () => {
    const run = revenueRun();
    const ledger = { ...run.ledger, records: down, saveFailure: down };
    await expect(reportRevenue({ ...run.deps, ledger }, at('29T18:00'))).rejects.toThrow('ECONNREFUSED');
    expect(run.told()).toEqual([]);
  });

  it('When others are quicker again and again, Then it gives up and says so', async () => {
    const run = revenueRun();
    const ledger = { ...run.ledger, save: async () => 'changed' as const };
    await expect(reportRevenue({ ...run.deps, ledger }, at('29T18:00'))).rejects.toThrow(/changed 5 times/);
  });

  it('When one of several reports fails, Then the others are done', async () => {
    const run = revenueRun();
    const water = aReport({ name: 'water' });
    const broken = { ...run.withBook({ figures: down, count: down }), report: water };
    await expect(reportAll([broken, run.deps], at('29T18:00'))).rejects.toThrow('ECONNREFUSED');
    expect(reportedOf(run).map(({ report }) => report)).toEqual(['power']);
    expect(failedOf(run).map(({ report }) => report)).toEqual(['water']);
    expect(await reportAll([{ ...run.deps, report: water }, run.deps], at('29T18:00'))).toEqual({
      reports: [
        { report: 'water', reported: 1, corrected: 0 },
        { report: 'power', reported: 0, corrected: 0 },
      ],
    });
  });
});
