import * as z from 'zod/mini';
import { majorNumber, parseMinor } from '../../shared/kernel/money.ts';
import type { LocalRoute } from '../runtime/gateway/local-routes.ts';
import { problemOfField, problemOfIssues } from '../surface/field-problems.ts';
import { problem } from '../surface/problem.ts';
import type { MpesaDirectory } from './directory.ts';
import type { MpesaLedger } from './ledger.ts';

const mostAccounts = 20;
const expected = (text: string) => `expected ${text}`;
const anAmount = expected('an amount in shillings with at most two decimals, such as 1200.5 or -120.45');

/** M-Pesa's separators cannot be part of a name. */
const accountName = z
  .string()
  .check(z.regex(/^[^|&]{1,60}$/, expected('a name of 1 to 60 characters without | and &')));
const amountOf = z.pipe(
  z.number(anAmount),
  z.transform((value, context): number => {
    const amount = parseMinor(value);
    if (amount.ok) return amount.value;
    context.issues.push({ code: 'custom', input: value, message: anAmount });
    return z.NEVER;
  }),
);
const accountsSchema = z.record(accountName, amountOf, expected('an object: an amount by account'));

/** `PUT /local/mpesa/shortcodes/{shortcode}/accounts`: what the next balance query returns, and nothing else. */
export function accountsRoute({
  directory,
  ledger,
}: {
  readonly directory: MpesaDirectory;
  readonly ledger: MpesaLedger;
}): LocalRoute {
  return {
    method: 'PUT',
    path: '/local/mpesa/shortcodes/{shortcode}/accounts',
    handle: async ({ params, body }) => {
      const parsed = accountsSchema.safeParse(body);
      if (!parsed.success) return problemOfIssues(parsed.error.issues);
      const accounts = new Map(Object.entries(parsed.data));
      if (accounts.size === 0 || accounts.size > mostAccounts)
        return problemOfField({ field: '', message: expected(`1 to ${mostAccounts} accounts`) });
      const merchant = await directory.merchant(params.shortcode ?? '');
      if (!merchant)
        return problem(404, 'Not Found', { detail: `No active partner lists ${params.shortcode}.` });
      ledger.setAccounts(merchant.shortcode, merchant.kind, accounts);
      const set = [...accounts].map(([name, minor]) => [name, majorNumber(minor)]);
      return { status: 200, body: Object.fromEntries(set) };
    },
  };
}
