import { expect, it } from '@jest/globals';
import { runsPerMonth } from '../../../operate/cost/runs-per-month.ts';

const days = 730.5 / 24;

it.each([
  ['rate(1 minute)', days * 1_440],
  ['rate(15 minutes)', days * 96],
  ['rate(2 hours)', days * 12],
  ['rate(1 day)', days],
  ['cron(0 0,6,12,18 * * ? *)', days * 4],
  ['cron(*/10 8-17 ? * MON-FRI *)', (days * 6 * 10 * 5) / 7],
  ['cron(0/30 * * * ? *)', days * 48],
  ['cron(0 6 1 * ? *)', 1],
  ['cron(0 6 L * ? *)', 1],
  ['cron(0 6 ? * 2#1 *)', days / 7],
  ['cron(0 6 * 1-6 ? *)', days / 2],
  ['at(2026-12-01T00:00:00)', 1],
])('%s fires %f times a month', (expression, runs) => {
  expect(runsPerMonth(expression)).toBeCloseTo(runs, 5);
});

it.each(['rate(soon)', 'cron(0 6 * *)', 'daily'])('%s is refused by name', (expression) => {
  expect(() => runsPerMonth(expression)).toThrow(expression);
});
