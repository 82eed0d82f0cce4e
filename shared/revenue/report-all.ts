import { type ReportDependencies, type RunResult, reportRevenue } from './report-revenue.ts';

/** Runs each report, whatever becomes of the others. Throws at the end when one failed: run again, the others are done. */
export async function reportAll(
  reports: readonly ReportDependencies[],
  scheduledAt: number,
): Promise<{ readonly reports: readonly RunResult[] }> {
  const done: RunResult[] = [];
  const failures: unknown[] = [];
  for (const deps of reports) {
    try {
      done.push(await reportRevenue(deps, scheduledAt));
    } catch (error) {
      deps.warn(`the report ${deps.report.name} failed`, error);
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first !== undefined) throw first;
  return { reports: done };
}
