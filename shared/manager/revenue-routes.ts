import * as z from 'zod/mini';
import type { Route } from './route.ts';
import { amount, nothing, time } from './words.ts';

const longestPage = 200;
const defaultPage = 50;

const iso = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

const moment = (what: string) =>
  z.string().check(
    z.refine(
      (text) => z.safeParse(iso, text).success,
      'expected a time such as 2026-01-31T06:00:00Z, or a day',
    ),
    z.describe(`${what}; ISO 8601, a day alone is its beginning in UTC`),
  );

/** Text of a query that is a whole number from 1 to the longest page. */
const limit = z
  .string()
  .check(
    z.refine(isPageLength, `expected a whole number from 1 to ${longestPage}`),
    z.describe(`At most so many, up to ${longestPage}. Default: ${defaultPage}`),
  );

function isPageLength(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= longestPage;
}

/** The length of a page that a query asked for. */
export const pageLength = (asked: string | undefined): number =>
  asked === undefined ? defaultPage : Number(asked);

const window = z
  .object({
    report: z.string(),
    period: z.enum(['night', 'morning', 'afternoon', 'evening']),
    window_start: time,
    window_end: time.check(z.describe('Not in the window any more')),
    currency_symbol: z.string(),
    total_revenue: z.nullable(amount).check(z.describe('null: the items could only be counted')),
    transaction_count: z.int(),
    revenue_by_utility: z
      .array(z.object({ utility: z.string(), revenue: amount, transactions: z.int() }))
      .check(z.describe('Highest first')),
    unreadable_amounts: z.int().check(z.describe('Items whose amount could not be read: not in the count')),
    is_count_only: z.boolean(),
    reported_at: time,
    corrected_at: z
      .nullable(time)
      .check(z.describe('When other figures than the reported ones were last found')),
    corrections: z.int(),
  })
  .register(z.globalRegistry, {
    id: 'RevenueWindow',
    description: 'Six hours of revenue, as they were last found',
  });

/** `GET /api/v1/analytics/revenue/windows` */
export const readRevenueWindows = {
  id: 'read-revenue-windows',
  method: 'GET',
  path: '/api/v1/analytics/revenue/windows',
  summary: 'The six-hourly revenue, the latest window first',
  roles: ['admin'],
  params: nothing,
  query: z.strictObject({
    report: z.optional(z.string().check(z.describe('Its name in the configuration. Default: the only one'))),
    from: z.optional(moment('Windows that begin then or later')),
    to: z.optional(moment('Windows that begin before then')),
    limit: z.optional(limit),
    cursor: z.optional(z.string().check(z.describe('The next_cursor of the page before'))),
  }),
  body: nothing,
  answer: {
    status: 200,
    schema: z
      .object({ windows: z.array(window), next_cursor: z.nullable(z.string()) })
      .register(z.globalRegistry, { id: 'RevenueWindowsAnswer' }),
  },
  problems: [],
} as const satisfies Route;
