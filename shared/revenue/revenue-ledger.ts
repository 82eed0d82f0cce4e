import type { RevenueFailed, RevenueReported } from '../events/revenue-reported.ts';
import type { Figures } from './figures.ts';
import type { RevenueWindow } from './window.ts';

/** A window that people were told, with its figures as they were last found. */
export interface WindowRecord extends RevenueWindow {
  readonly report: string;
  readonly figures: Figures;
  readonly reportedAt: number;
  /** When a later run last found other figures; absent while they are as reported. */
  readonly correctedAt?: number;
  /** 1 as reported, one more with each correction. */
  readonly version: number;
}

/** What one run leaves, saved whole or not at all. */
export interface RunOutcome {
  readonly reported: readonly WindowRecord[];
  /** With the version after the one they replace. */
  readonly corrected: readonly WindowRecord[];
  readonly fact: RevenueReported;
}

export interface WindowPage {
  /** The latest first. */
  readonly records: readonly WindowRecord[];
  /** Start of the last record, where more follow. */
  readonly next?: number;
}

/** The windows that were reported, and the facts that told of them. */
export interface RevenueLedger {
  /** Records of windows that begin at or after `from` and before `until`, oldest first; strongly consistent. */
  records(report: string, from: number, until: number): Promise<readonly WindowRecord[]>;
  /** The earliest window that was ever reported. */
  first(report: string): Promise<RevenueWindow | undefined>;
  /** `changed`, with nothing saved, when a window is reported already or a corrected one is not as it was read. */
  save(outcome: RunOutcome): Promise<'saved' | 'changed'>;
  /** `known` when a failure of the same run was saved before: people hear of it once. */
  saveFailure(fact: RevenueFailed): Promise<'saved' | 'known'>;
  page(
    report: string,
    range: { readonly from: number; readonly until: number },
    limit: number,
  ): Promise<WindowPage>;
}
