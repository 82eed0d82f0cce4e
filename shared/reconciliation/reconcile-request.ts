import type { ReconcileDependencies } from './dependencies.ts';
import { meetTransactions } from './meet-transactions.ts';
import { retryUnmatched } from './reconcile-notice.ts';
import { reconcilePayment } from './reconcile-payment.ts';
import type { ReconcileRequest } from './work-queue.ts';

/** Does what a message on `reconciliations` asks for; a change that was decided about before needs nothing more. */
export async function reconcileRequest(
  deps: ReconcileDependencies,
  request: ReconcileRequest,
): Promise<void> {
  if (request.of !== 'payment') return retryUnmatched(deps, request);
  const meeting = await meetTransactions(deps, request.paymentId, request.trigger);
  if (meeting.isOld && request.by === undefined && request.trigger !== 'sweep') return;
  await reconcilePayment(deps, request.paymentId, { ...request, meeting });
}
