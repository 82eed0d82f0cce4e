import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { publishAtOnce } from '../../../shared/events/publish-at-once.ts';
import { publishEvents } from '../../../shared/events/publish-events.ts';
import type { RevenueReported } from '../../../shared/events/revenue-reported.ts';
import { type ReportDependencies, reportRevenue } from '../../../shared/revenue/report-revenue.ts';
import { revenueRun } from '../../support/revenue-run.ts';

const start = Date.UTC(2025, 4, 29);
const windowMs = 6 * 3_600_000;
const windowCount = 12;
const endOf = (window: number): number => start + (window + 1) * windowMs;

type Run = ReturnType<typeof revenueRun>;
type Step =
  | {
      readonly sell: number;
      readonly window: number;
      readonly amountMinor: number | undefined;
      readonly is: boolean;
    }
  | { readonly fire: number; readonly times: number; readonly crashAt: readonly number[] };

/** A function whose process dies at one of its awaits: nothing that it would do afterwards happens. */
function mortal<Port extends object>(port: Port, life: { calls: number; dieAt: number | undefined }): Port {
  const die = () => {
    throw new Error('the process died');
  };
  return new Proxy(port, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        // Twice per call: before the effect, and after it with the answer lost.
        if (life.dieAt !== undefined && life.calls++ >= life.dieAt) die();
        const answer = await member.apply(target, args);
        if (life.dieAt !== undefined && life.calls++ >= life.dieAt) die();
        return answer;
      };
    },
  });
}

function aProcess(run: Run, dieAt: number | undefined): ReportDependencies {
  const life = { calls: 0, dieAt };
  const publishing = { outbox: mortal(run.outbox, life), bus: mortal(run.bus, life), warn: () => undefined };
  return {
    ...run.deps,
    book: mortal(run.items, life),
    ledger: mortal(run.ledger, life),
    tell: (fact) => publishAtOnce(publishing, [fact]),
  };
}

async function play(steps: readonly Step[]): Promise<Run> {
  const run = revenueRun();
  for (const step of steps) {
    run.passTime(20_000);
    if ('sell' in step) {
      const at = start + step.window * windowMs + step.sell;
      const utility = step.sell % 2 === 0 ? 'IKEDC' : 'EKEDC';
      run.items.put(String(step.sell), { at, amountMinor: step.amountMinor, utility, isFulfilled: step.is });
    } else {
      const processes = Array.from({ length: step.times }, (_, at) => aProcess(run, step.crashAt[at]));
      await Promise.allSettled(processes.map((deps) => reportRevenue(deps, endOf(step.fire))));
    }
  }
  // Once more, whole: what a crash left undone is done by the next run and by the sweeper.
  await reportRevenue(run.deps, endOf(windowCount));
  await publishEvents(run, Number.MAX_SAFE_INTEGER, () => true);
  return run;
}

const sale = fc.record({
  sell: fc.nat(30),
  window: fc.nat(windowCount - 1),
  amountMinor: fc.option(fc.integer({ min: -500, max: 10_000 }), { nil: undefined }),
  is: fc.boolean(),
});
const firing = fc.record({
  fire: fc.nat(windowCount - 1),
  times: fc.integer({ min: 1, max: 4 }),
  crashAt: fc.array(fc.nat(30), { maxLength: 4 }),
});

describe('Given runs in any order, any number of times, side by side, and crashes between any two calls', () => {
  it('When all is done, Then each window was told once, and each change of it once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(sale, firing), { maxLength: 40 }), async (steps) => {
        const run = await play(steps);
        const facts = run.told().filter((fact): fact is RevenueReported => fact.type === 'revenue.reported');
        const windows = facts.flatMap(({ data }) => data.windows);
        const late = facts.flatMap(({ data }) => data.late);
        expect(run.told().filter(({ type }) => type === 'revenue.failed')).toEqual([]);
        expect(new Set(windows.map(({ startAt }) => startAt)).size).toBe(windows.length);

        const records = await run.ledger.records('power', 0, Number.MAX_SAFE_INTEGER);
        expect(windows.map(({ startAt }) => startAt).sort()).toEqual(
          records.map(({ startAt }) => startAt).sort(),
        );
        for (const { startAt, endAt, figures } of records) {
          const parts = [...windows, ...late].filter((part) => part.startAt === startAt);
          const sum = (of: 'totalMinor' | 'count') => parts.reduce((all, part) => all + part[of], 0);
          expect([sum('totalMinor'), sum('count')]).toEqual([figures.totalMinor, figures.count]);
          const isStillLookedAt = startAt >= endOf(windowCount) - 5 * windowMs;
          if (isStillLookedAt) expect(figures).toEqual(await run.items.figures({ startAt, endAt }));
        }
      }),
      { numRuns: 500 },
    );
  }, 120_000);

  it('When a window is fired five times side by side, Then it is told once', async () => {
    const run = revenueRun();
    const fired = Array.from({ length: 5 }, () => reportRevenue(run.deps, endOf(3)));
    expect((await Promise.all(fired)).map(({ reported }) => reported).sort()).toEqual([0, 0, 0, 0, 1]);
    expect(run.bus.facts).toHaveLength(1);
  });

  it('When the process dies between any two calls, Then the retry tells it, once', async () => {
    for (let dieAt = 0; dieAt < 24; dieAt++) {
      const run = revenueRun();
      run.items.put('1', { at: start + 3 * windowMs, amountMinor: 5, utility: 'AEDC', isFulfilled: true });
      await reportRevenue(aProcess(run, dieAt), endOf(3)).catch(() => undefined);
      await reportRevenue(run.deps, endOf(3));
      await publishEvents(run, Number.MAX_SAFE_INTEGER, () => true);
      expect(run.told()).toHaveLength(1);
      expect(run.told()).toMatchObject([
        { type: 'revenue.reported', data: { windows: [{ totalMinor: 5 }] } },
      ]);
    }
  });
});
