import type { ReconcileDependencies } from './dependencies.ts';
import { isMetAlready } from './meet-transactions.ts';
import { retryUnmatched } from './reconcile-notice.ts';
import { reconcilePayment } from './reconcile-payment.ts';
import type { ReconcileRequest } from './work-queue.ts';

/** Does what a message on `reconciliations` asks for. A change of a payment that a notice has already seen is done. */
export async function reconcileRequest(
  deps: ReconcileDependencies,
  request: ReconcileRequest,
): Promise<void> {
  if (request.of !== 'payment') return retryUnmatched(deps, request);
  const isChange = request.trigger === 'payment_initiation' || request.trigger === 'payment_changed';
  if (!isChange || request.by !== undefined) {
    await reconcilePayment(deps, request.paymentId, request);
    return;
  }
  const found = await deps.payments.byId(request.paymentId);
  if (found.ok && (await isMetAlready(deps, found.value))) return;
  await reconcilePayment(deps, request.paymentId, request);
}
