import * as z from 'zod/mini';
import type { Route } from './route.ts';
import { amount, moment, nothing, pageQuery, time } from './words.ts';

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
    from: z.optional(moment('Windows that begin then or later; a day alone is its beginning in UTC')),
    to: z.optional(moment('Windows that begin before then; a day alone is its beginning in UTC')),
    ...pageQuery,
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
