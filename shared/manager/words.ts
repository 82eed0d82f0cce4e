import * as z from 'zod/mini';

/** Building blocks of the manager API's requests and answers. */
export const paymentIdParam = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(500),
    z.describe("The payment's id: a string, or an ObjectId as 24 hex digits"),
  );

export const trigger = z.enum([
  'payment_initiation',
  'payment_changed',
  'notice_received',
  'status_queried',
  'sweep',
  'manual',
]);
export const reconciliationStatus = z.enum(['pending', 'matched', 'discrepancy', 'failed', 'expired']);
export const assurance = z.enum(['notice', 'corroborated', 'verified']);
export const paymentStatus = z.enum(['pending', 'processing', 'completed', 'failed', 'expired', 'refunded']);
export const channel = z.enum(['stk', 'c2b', 'status', 'stk-query', 'pull', 'statement']);

export const amount = z.number().check(z.describe('In major units: 1500.5 is KES 1,500.50'));
export const time = z.iso.datetime().check(z.describe('ISO 8601, UTC'));
export const text = z.nullable(z.string());

export const issue = z
  .object({
    type: z.enum([
      'missing_transaction',
      'status_mismatch',
      'duplicate_payment',
      'amount_mismatch',
      'conflict',
    ]),
    severity: z.enum(['high', 'medium', 'low']),
    message: z.string().check(z.describe('What is wrong, with the figures, for a finance person')),
    evidence: z.record(z.string(), z.unknown()),
  })
  .register(z.globalRegistry, { id: 'Issue' });

const moments = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** A time in a query. @param what for the description: of what, and what a day alone means. */
export const moment = (what: string) =>
  z.string().check(
    z.refine(
      (text) => z.safeParse(moments, text).success,
      'expected a time such as 2026-01-31T06:00:00Z, or a day',
    ),
    z.describe(`ISO 8601. ${what}`),
  );

const longestPage = 200;

function isPageLength(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= longestPage;
}

/** How a list is read page by page. */
export const pageQuery = {
  limit: z._default(
    z.pipe(
      z
        .string()
        .check(
          z.refine(isPageLength, `expected a whole number from 1 to ${longestPage}`),
          z.describe(`At most so many, 1 to ${longestPage}. Default: 50`),
        ),
      z.transform(Number),
    ),
    50,
  ),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(8_000))),
};

/** A route that takes none of these. */
export const nothing = z.strictObject({});
