import { expect, it } from '@jest/globals';
import { missedRunsOf } from '../../../shared/repair/missed-runs.ts';

const letter = (body: unknown, id = 'm') => ({
  ...{ id, attributes: {}, sentAt: 0, handle: id },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

it('runs the last one of each job, which makes up for those before', () => {
  const [first, last, other] = [
    letter({ time: '2026-11-25T09:59:00+03:00', job: 'watch-payments' }, 'a'),
    letter({ time: '2026-11-25T07:00:00Z', job: 'watch-payments' }, 'b'),
    letter({ time: '2026-11-25T06:00:00Z', job: 'report-revenue' }, 'c'),
  ];
  expect(missedRunsOf([last, first, other])).toEqual({
    runs: [
      { job: 'watch-payments', time: '2026-11-25T07:00:00Z', letters: [last, first] },
      { job: 'report-revenue', time: '2026-11-25T06:00:00Z', letters: [other] },
    ],
    unknown: [],
  });
});

it.each([{ time: '2026-11-25T07:00:00Z' }, { time: 'now', job: 'watch-payments' }, 'no JSON', 'null'])(
  'does not guess whose run %j was',
  (body) => {
    expect(missedRunsOf([letter(body)])).toEqual({ runs: [], unknown: [letter(body)] });
  },
);
