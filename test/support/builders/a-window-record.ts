import type { Figures } from '../../../shared/revenue/figures.ts';
import { type RevenueReport, revenueReport } from '../../../shared/revenue/report.ts';
import type { WindowRecord } from '../../../shared/revenue/revenue-ledger.ts';

export const aReport = (parts: Partial<RevenueReport> = {}): RevenueReport =>
  revenueReport.parse({ name: 'power', ...parts });

export const someFigures = (parts: Partial<Figures> = {}): Figures => ({
  totalMinor: 150_000,
  count: 2,
  byUtility: [{ name: 'IKEDC', totalMinor: 150_000, count: 2 }],
  unreadable: 0,
  isCountOnly: false,
  ...parts,
});

/** Of the window that begins then (ISO 8601). */
export function aWindowRecord(start: string, parts: Partial<WindowRecord> = {}): WindowRecord {
  const startAt = Date.parse(start);
  const endAt = startAt + 6 * 3_600_000;
  return { report: 'power', startAt, endAt, figures: someFigures(), reportedAt: endAt, version: 1, ...parts };
}
