import { describe, expect, it } from '@jest/globals';
import { planRun } from '../../../shared/revenue/plan-run.ts';
import { windowEndedBy } from '../../../shared/revenue/window.ts';
import { aWindowRecord } from '../../support/builders/a-window-record.ts';

const own = windowEndedBy(Date.parse('2025-05-29T18:00:00Z'));
const starts = (windows: readonly { readonly startAt: number }[]) =>
  windows.map(({ startAt }) => new Date(startAt).toISOString().slice(5, 13));

describe('the plan of a run', () => {
  it('is the window that just ended alone, when none was ever reported', () => {
    expect(planRun(own, [], undefined)).toEqual({ report: [own], recompute: [] });
  });

  it('is nothing when that window is reported already, whatever else there is', () => {
    const done = aWindowRecord('2025-05-29T12:00:00Z');
    expect(planRun(own, [done], aWindowRecord('2025-05-20T12:00:00Z'))).toEqual({
      report: [],
      recompute: [],
    });
  });

  it('makes up for what was missed since the first one, the oldest first, and for nothing before it', () => {
    const first = aWindowRecord('2025-05-28T06:00:00Z');
    const later = aWindowRecord('2025-05-28T18:00:00Z');
    const plan = planRun(own, [first, later], first);
    expect(starts(plan.report)).toEqual(['05-28T12', '05-29T00', '05-29T06', '05-29T12']);
    expect(starts(plan.recompute)).toEqual(['05-28T18']);
  });

  it('looks back on 28 windows, and again at four', () => {
    const first = aWindowRecord('2025-01-01T00:00:00Z');
    const plan = planRun(own, [], first);
    expect(plan.report).toHaveLength(29);
    expect(starts(plan.report)[0]).toBe('05-22T12');
    const records = ['28T06', '28T12', '28T18', '29T00', '29T06'].map((start) =>
      aWindowRecord(`2025-05-${start}:00:00Z`),
    );
    expect(starts(planRun(own, records, records[0]).recompute)).toEqual([
      '05-28T12',
      '05-28T18',
      '05-29T00',
      '05-29T06',
    ]);
  });

  it('reports an early window by hand without looking for others before it', () => {
    const early = windowEndedBy(Date.parse('2025-05-20T18:00:00Z'));
    const plan = planRun(early, [], aWindowRecord('2025-05-28T06:00:00Z'));
    expect(plan).toEqual({ report: [early], recompute: [] });
  });
});
