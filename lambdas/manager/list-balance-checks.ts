import * as z from 'zod/mini';
import { dynamoCheckLedger } from '../../shared/adapters/dynamodb/balance-checks.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { checkReport } from '../../shared/balances/reports.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { shortcode } from '../../shared/kernel/identifiers.ts';
import { failed, ok } from '../../shared/kernel/result.ts';
import { days, momentOf } from '../../shared/kernel/time.ts';
import { listBalanceChecks } from '../../shared/manager/balance-routes.ts';

/** Answers `GET /api/v1/balance-monitoring/checks`: readings, errors and timeouts, newest first. */
const env = readEnvironment(z.object({ BALANCES_TABLE: z.string() }));
const checks = dynamoCheckLedger(dynamoDocumentClient(), { balances: env.BALANCES_TABLE });

/** So long checks are kept; and a run may be set for a time that has not come yet. */
const keptDays = 400;
const aheadDays = 60;

export const handler = httpEdge(listBalanceChecks, async ({ query }) => {
  const [first, last] = [Date.now() - days(keptDays), Date.now() + days(aheadDays)];
  const wanted = {
    from: query.from === undefined ? first : Math.max(first, momentOf(query.from, 'first')),
    to: query.to === undefined ? last : Math.min(last, momentOf(query.to, 'last')),
    ...(query.shortcode !== undefined && { shortcode: shortcode(query.shortcode) }),
  };
  if (
    query.from !== undefined &&
    query.to !== undefined &&
    momentOf(query.from, 'first') > momentOf(query.to, 'last')
  ) {
    return failed({
      kind: 'invalid_input',
      errors: [{ field: 'to', message: 'expected no time before from' }],
    });
  }
  // Of what is not kept any more, or has not come yet, there is nothing.
  if (wanted.from > wanted.to) return ok({ checks: [], next_cursor: null });
  const { limit, cursor } = query;
  const page = await checks.list(wanted, { limit, ...(cursor !== undefined && { cursor }) });
  return ok({ checks: page.checks.map(checkReport), next_cursor: page.cursor ?? null });
});
