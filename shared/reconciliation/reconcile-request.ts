import type { ReconcileDependencies } from './dependencies.ts';
import { retryUnmatched } from './reconcile-notice.ts';
import { reconcilePayment } from './reconcile-payment.ts';
import type { ReconcileRequest } from './work-queue.ts';

/** Does what a message on `reconciliations` asks for. */
export async function reconcileRequest(
  deps: ReconcileDependencies,
  request: ReconcileRequest,
): Promise<void> {
  if (request.of !== 'payment') return retryUnmatched(deps, request);
  await reconcilePayment(deps, request.paymentId, request);
}
