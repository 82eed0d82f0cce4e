import type { Fault } from '../kernel/faults.ts';
import { majorNumber } from '../kernel/money.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
import { iso } from '../kernel/time.ts';
import type { RevenueReport } from './report.ts';
import type { RevenueLedger, WindowRecord } from './revenue-ledger.ts';
import { periodOf } from './window.ts';

/** What somebody asks for; times are ISO 8601, known to be readable. */
export interface WindowsQuery {
  readonly report?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The last year of what a table of ISO times can hold. */
const endOfTime = Date.UTC(9999, 11, 31);

/** A page of windows as people are shown them, the latest first, or which fields of the query are wrong. */
export async function readWindows(
  ledger: Pick<RevenueLedger, 'page'>,
  reports: readonly Pick<RevenueReport, 'name' | 'currencySymbol'>[],
  query: WindowsQuery,
) {
  const faults: Fault[] = [];
  const report = reportOf(reports, query.report, faults);
  const from = query.from === undefined ? 0 : Date.parse(query.from);
  const until = query.to === undefined ? endOfTime : Date.parse(query.to);
  if (from >= until) faults.push({ field: 'to', message: 'expected a time after from' });
  const before = cursorTime(query.cursor, faults);
  if (faults.length > 0 || !report) return failed(faults);
  const range = { from: Math.max(0, from), until: Math.min(until, before ?? endOfTime) };
  const { records, next } = await ledger.page(report.name, range, query.limit);
  return ok({
    windows: records.map((record) => windowReport(record, report.currencySymbol)),
    next_cursor: next === undefined ? null : cursorAt(next),
  }) satisfies Result<unknown, never>;
}

function reportOf<Report extends Pick<RevenueReport, 'name'>>(
  reports: readonly Report[],
  asked: string | undefined,
  faults: Fault[],
): Report | undefined {
  const found =
    asked === undefined && reports.length === 1 ? reports[0] : reports.find(({ name }) => name === asked);
  if (!found) {
    const names = reports.map(({ name }) => name).join(', ');
    faults.push({ field: 'report', message: `expected one of ${names || '(none is configured)'}` });
  }
  return found;
}

const cursorAt = (startAt: number): string => Buffer.from(iso(startAt)).toString('base64url');

/** Start of the last window of the page before. */
function cursorTime(cursor: string | undefined, faults: Fault[]): number | undefined {
  if (cursor === undefined) return undefined;
  const at = Date.parse(Buffer.from(cursor, 'base64url').toString());
  if (!Number.isNaN(at) && cursorAt(at) === cursor) return at;
  faults.push({ field: 'cursor', message: 'expected the next_cursor of an earlier answer' });
  return undefined;
}

const windowReport = (record: WindowRecord, currencySymbol: string) => ({
  report: record.report,
  period: periodOf(record),
  window_start: iso(record.startAt),
  window_end: iso(record.endAt),
  currency_symbol: currencySymbol,
  total_revenue: record.figures.isCountOnly ? null : majorNumber(record.figures.totalMinor),
  transaction_count: record.figures.count,
  revenue_by_utility: record.figures.byUtility.map(({ name, totalMinor, count }) => ({
    utility: name,
    revenue: majorNumber(totalMinor),
    transactions: count,
  })),
  unreadable_amounts: record.figures.unreadable,
  is_count_only: record.figures.isCountOnly,
  reported_at: iso(record.reportedAt),
  corrected_at: record.correctedAt === undefined ? null : iso(record.correctedAt),
  corrections: record.version - 1,
});
