import type { Fact } from '../events/fact.ts';
import { sideBySide } from '../kernel/side-by-side.ts';
import { Unavailable } from '../kernel/unavailable.ts';
import { correct } from './correction.ts';
import { failedFact, reportedFact } from './facts.ts';
import { countOnly, type Figures } from './figures.ts';
import { planRun, type RunPlan, windowsLookedBack } from './plan-run.ts';
import type { RevenueReport } from './report.ts';
import type { RevenueBook } from './revenue-book.ts';
import type { RevenueLedger, WindowRecord } from './revenue-ledger.ts';
import { type RevenueWindow, windowEndedBy, windowsBefore } from './window.ts';

export interface ReportDependencies {
  readonly report: RevenueReport;
  readonly book: RevenueBook;
  readonly ledger: RevenueLedger;
  readonly clock: () => number;
  /** Publishes a fact that is saved, or leaves it to the sweeper; never throws. */
  readonly tell: (fact: Fact) => Promise<void>;
  readonly warn: (message: string, error: unknown) => void;
}

export interface RunResult {
  readonly report: string;
  readonly reported: number;
  readonly corrected: number;
}

/** The last run lost every race against another of the same windows; tried again, it finds them done. */
const maxTries = 5;
/** As many connections as a function has. */
const width = 2;

/**
 * Reports the window that ended last by `scheduledAt`, with all that was missed and all that changed, in one fact: exactly once,
 * however often it runs, side by side or after a crash. Throws when it could not be done, and then people are told so once.
 */
export async function reportRevenue(deps: ReportDependencies, scheduledAt: number): Promise<RunResult> {
  const own = windowEndedBy(scheduledAt);
  try {
    for (let tries = 1; ; tries++) {
      const result = await tryOnce(deps, own);
      if (result) return result;
      if (tries === maxTries)
        throw new Error(`the windows changed ${maxTries} times while they were reported`);
    }
  } catch (error) {
    await tellFailure(deps, own, error);
    throw error;
  }
}

/** @returns undefined when another run was quicker with one of the windows. */
async function tryOnce(deps: ReportDependencies, own: RevenueWindow): Promise<RunResult | undefined> {
  const { report, ledger, clock } = deps;
  const { name } = report;
  const [oldest = own] = windowsBefore(own, windowsLookedBack);
  const [records, first] = await Promise.all([
    ledger.records(name, oldest.startAt, own.endAt),
    ledger.first(name),
  ]);
  const plan = planRun(own, records, first);
  if (plan.report.length === 0) return { report: name, reported: 0, corrected: 0 };
  const found = await readAll(deps, plan);
  const now = clock();
  const reported = found.reported.map(
    ({ window, figures }): WindowRecord => ({
      report: name,
      ...window,
      figures,
      reportedAt: now,
      version: 1,
    }),
  );
  const corrections = found.recomputed.flatMap(({ record, figures }) => {
    const correction = figures && correct(record, figures, now);
    return correction ? [correction] : [];
  });
  const late = corrections.flatMap((correction) => correction.late ?? []);
  const fact = reportedFact(report, own, { windows: reported, late }, now);
  const corrected = corrections.map(({ record }) => record);
  if ((await ledger.save({ reported, corrected, fact })) === 'changed') return undefined;
  await deps.tell(fact);
  return { report: name, reported: reported.length, corrected: corrected.length };
}

async function readAll(deps: ReportDependencies, plan: RunPlan) {
  return {
    reported: await sideBySide(plan.report, width, async (window) => ({
      window,
      figures: await figuresOrCount(deps, window),
    })),
    recomputed: await sideBySide(plan.recompute, width, async (record) => ({
      record,
      figures: await figuresIfAny(deps, record),
    })),
  };
}

async function figuresOrCount({ book, warn }: ReportDependencies, window: RevenueWindow): Promise<Figures> {
  try {
    return await book.figures(window);
  } catch (error) {
    warn('the revenue cannot be added up; the items are counted', error);
    return countOnly(await book.count(window));
  }
}

/** What people were told stays until something better is known; the next run looks again. */
async function figuresIfAny(
  { book, warn }: ReportDependencies,
  window: RevenueWindow,
): Promise<Figures | undefined> {
  try {
    return await book.figures(window);
  } catch (error) {
    warn('a reported window cannot be looked at again', error);
    return undefined;
  }
}

async function tellFailure(deps: ReportDependencies, own: RevenueWindow, error: unknown): Promise<void> {
  const { report, ledger, clock, tell, warn } = deps;
  const fact = failedFact(report, own, reasonOf(error), clock());
  try {
    if ((await ledger.saveFailure(fact)) === 'saved') await tell(fact);
  } catch (unsaved) {
    // The run fails with its own error, and what failed here is likely the same.
    warn('the failure could not be saved', unsaved);
  }
}

/** Whatever is not known to be free of secrets stays in the logs. */
const reasonOf = (error: unknown): string =>
  error instanceof Unavailable
    ? error.message
    : 'An error that was not expected; the logs of report-revenue say more.';
