import { dynamoIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { httpEdge } from '../../shared/edge/http.ts';
import { paymentId } from '../../shared/kernel/identifiers.ts';
import { failed, ok } from '../../shared/kernel/result.ts';
import { lookupProblem } from '../../shared/manager/payment-access.ts';
import { reconcileSession } from '../../shared/manager/real-time-routes.ts';
import { reconcilePayment } from '../../shared/reconciliation/reconcile-payment.ts';
import { sessionReport } from '../../shared/reconciliation/session-report.ts';
import { reconcileDependencies, reconcileEnvironment } from '../reconcile-dependencies.ts';

/** Answers `POST /api/real-time-reconciliation/session/{id}`: decides about one payment now, in the caller's name. */
const { deps, document, tables, finish } = reconcileDependencies(readEnvironment(reconcileEnvironment));
const idempotency = dynamoIdempotencyStore(document, tables);

export const handler = httpEdge(
  reconcileSession,
  async ({ params, body: { trigger }, caller }) => {
    const done = await reconcilePayment(deps, paymentId(params.id), { trigger, by: caller.sub });
    await finish();
    if (!done.ok) return failed(lookupProblem(done.error));
    return ok({ success: true, result: sessionReport(done.value, trigger, deps.clock()) });
  },
  { idempotency },
);
