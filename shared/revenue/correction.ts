import { canonicalJson } from '../kernel/canonical-json.ts';
import type { Figures } from './figures.ts';
import type { WindowRecord } from './revenue-ledger.ts';

/** What a window gained since it was last looked at; negative where it lost. */
export interface LateChange {
  readonly startAt: number;
  readonly endAt: number;
  readonly totalMinor: number;
  readonly count: number;
  /** Amounts that cannot be read. */
  readonly unreadable: number;
}

export interface Correction {
  readonly record: WindowRecord;
  /** Absent when only the split by utility changed: the totals that people were told still hold. */
  readonly late?: LateChange;
}

/** The record with the figures as they are now; undefined when they are as they were. */
export function correct(record: WindowRecord, figures: Figures, now: number): Correction | undefined {
  const before = record.figures;
  if (canonicalJson(before) === canonicalJson(figures)) return undefined;
  const corrected = { ...record, figures, correctedAt: now, version: record.version + 1 };
  const late = {
    startAt: record.startAt,
    endAt: record.endAt,
    totalMinor: figures.totalMinor - before.totalMinor,
    count: figures.count - before.count,
    unreadable: figures.unreadable - before.unreadable,
  };
  const isSeen = late.totalMinor !== 0 || late.count !== 0 || late.unreadable !== 0;
  return { record: corrected, ...(isSeen && { late }) };
}
