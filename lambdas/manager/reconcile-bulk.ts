import { dynamoIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { logger } from '../../shared/edge/logger.ts';
import { paymentId } from '../../shared/kernel/identifiers.ts';
import { failed, ok } from '../../shared/kernel/result.ts';
import { answerEach } from '../../shared/manager/bulk.ts';
import { lookupProblem } from '../../shared/manager/payment-access.ts';
import { reconcileBulk } from '../../shared/manager/real-time-routes.ts';
import { reconcilePayment } from '../../shared/reconciliation/reconcile-payment.ts';
import { sessionReport } from '../../shared/reconciliation/session-report.ts';
import { reconcileDependencies, reconcileEnvironment } from '../reconcile-dependencies.ts';

/** Answers `POST /api/real-time-reconciliation/bulk`: decides about many payments now, in the caller's name. */
const { deps, document, tables, finish } = reconcileDependencies(readEnvironment(reconcileEnvironment));
const idempotency = dynamoIdempotencyStore(document, tables);

export const handler = httpEdge(
  reconcileBulk,
  async ({ body: { sessionIds, trigger }, caller }) => {
    const reconcile = async (id: string) => {
      const done = await reconcilePayment(deps, paymentId(id), { trigger, by: caller.sub });
      if (!done.ok) return failed(lookupProblem(done.error));
      return ok(sessionReport(done.value, trigger, deps.clock()));
    };
    const results = await answerEach(sessionIds, reconcile, (error) =>
      logger.error('payment failed', { error }),
    );
    await finish();
    return ok({ success: true, results });
  },
  { idempotency },
);
