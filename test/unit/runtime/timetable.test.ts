import { describe, expect, it } from '@jest/globals';
import { compileTimetable } from '../../../local/runtime/schedules/timetable.ts';

const start = Date.parse('2026-11-20T10:00:30Z');
const next = (expression: string, after: string, timezone = 'UTC') => {
  const due = compileTimetable(expression, timezone, start)(Date.parse(after));
  return due === undefined ? undefined : new Date(due).toISOString();
};

describe('a timetable', () => {
  it.each([
    ['rate(1 minute)', '2026-11-20T10:00:29Z', '2026-11-20T10:00:30.000Z'],
    ['rate(1 minute)', '2026-11-20T10:00:30Z', '2026-11-20T10:01:30.000Z'],
    ['rate(15 minutes)', '2026-11-20T12:00:00Z', '2026-11-20T12:00:30.000Z'],
    ['rate(2 hours)', '2026-11-20T10:30:00Z', '2026-11-20T12:00:30.000Z'],
    ['rate(1 day)', '2026-11-20T10:30:00Z', '2026-11-21T10:00:30.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-20T10:01:00Z', '2026-11-20T10:15:00.000Z'],
    ['cron(30 6 * * ? *)', '2026-11-20T10:01:00Z', '2026-11-21T06:30:00.000Z'],
    // 2026-11-20 is a Friday, which is 6 when Sunday is 1.
    ['cron(0 12 ? * 6 *)', '2026-11-20T10:00:00Z', '2026-11-20T12:00:00.000Z'],
    ['cron(0 12 ? * 1 *)', '2026-11-20T10:00:00Z', '2026-11-22T12:00:00.000Z'],
    ['cron(0 12 ? * MON-FRI *)', '2026-11-20T13:00:00Z', '2026-11-23T12:00:00.000Z'],
    ['cron(0 12 ? * 2#1 *)', '2026-11-20T13:00:00Z', '2026-12-07T12:00:00.000Z'],
    ['cron(0 12 ? * 6L *)', '2026-11-20T13:00:00Z', '2026-11-27T12:00:00.000Z'],
    ['cron(0 0 L * ? *)', '2026-11-20T13:00:00Z', '2026-11-30T00:00:00.000Z'],
    ['cron(0 0 1 1 ? 2030)', '2026-11-20T13:00:00Z', '2030-01-01T00:00:00.000Z'],
    ['cron(0 0 1 1 ? 2020)', '2026-11-20T13:00:00Z', undefined],
    ['at(2026-11-21T08:00:00)', '2026-11-20T13:00:00Z', '2026-11-21T08:00:00.000Z'],
    ['at(2026-11-19T08:00:00)', '2026-11-20T13:00:00Z', undefined],
  ])('%s is due next after %s at %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  it('is told in its own time zone', () => {
    expect(next('cron(0 6 * * ? *)', '2026-11-20T10:00:00Z', 'Africa/Nairobi')).toBe(
      '2026-11-21T03:00:00.000Z',
    );
    expect(next('at(2026-11-21T08:00:00)', '2026-11-20T10:00:00Z', 'Africa/Nairobi')).toBe(
      '2026-11-21T05:00:00.000Z',
    );
  });

  it.each([
    'rate(0 minutes)',
    'rate(1 fortnight)',
    'cron(* * * * *)',
    'cron(0 0 1 1 MON *)',
    'at(tomorrow)',
    'every day',
  ])('refuses %s', (expression) => {
    expect(() => compileTimetable(expression, 'UTC', start)).toThrow();
  });
});
