import { ConfigurationError } from '../lib/stages.ts';
import { type PaymentId, paymentId } from '../shared/kernel/identifiers.ts';
import { sideBySide } from '../shared/kernel/side-by-side.ts';
import { Unavailable } from '../shared/kernel/unavailable.ts';
import { checkoutRequestKey } from '../shared/payments/payment-keys.ts';
import type { NoticeSubject } from '../shared/payments/recent-notices.ts';
import type { Decision } from '../shared/reconciliation/decision.ts';
import type { ReconcileNeeds } from './reconcile-needs.ts';
import { UsageError } from './run-command.ts';

export type DecisionStatus = Decision['status'];

const width = 10;

/** The payments of these ids. Throws UsageError naming those that the operator's database does not have. */
export async function namedPayments(
  { payments }: Pick<ReconcileNeeds, 'payments'>,
  ids: readonly string[],
): Promise<ReadonlySet<PaymentId>> {
  const named = new Set(ids.map(paymentId));
  const looked = await reached(() =>
    sideBySide([...named], width, async (id) => ({ id, found: await payments.byId(id) })),
  );
  const faults = looked.flatMap(({ found }) => (found.ok ? [] : [found.error.message]));
  if (faults.length > 0) throw new UsageError(`--payment: ${faults.join('; ')}.`);
  return named;
}

/** Every payment whose document was changed since then, or that a notice told of. */
export async function changedPayments(
  needs: ReconcileNeeds,
  since: number,
  progress: (found: number) => void,
): Promise<ReadonlySet<PaymentId>> {
  const found = new Set<PaymentId>();
  await reached(async () => {
    for await (const { id } of needs.payments.changedSince(since)) {
      found.add(id);
      if (found.size % 500 === 0) progress(found.size);
    }
  });
  for await (const page of needs.notices.since(since)) {
    const ids = await sideBySide(page, width, (subject) => paymentsOf(needs, subject));
    for (const id of ids.flat()) found.add(id);
    progress(found.size);
  }
  return found;
}

/** Those among them about which this was decided; what nobody decided about yet is pending. */
export async function decidedAs(
  { reconciliations }: Pick<ReconcileNeeds, 'reconciliations'>,
  ids: ReadonlySet<PaymentId>,
  status: DecisionStatus,
): Promise<ReadonlySet<PaymentId>> {
  const kept = await sideBySide([...ids], width, async (id) => {
    const { state } = await reconciliations.read(id);
    return (state?.decision.status ?? 'pending') === status ? [id] : [];
  });
  return new Set(kept.flat());
}

async function paymentsOf(
  { transactions, index, statusQueryLog }: ReconcileNeeds,
  subject: NoticeSubject,
): Promise<readonly PaymentId[]> {
  switch (subject.about) {
    case 'transaction': {
      const [head] = await transactions.transactions([subject]);
      return head?.allocations.map((allocation) => allocation.paymentId) ?? [];
    }
    case 'attempt':
      return index.paymentsUnder(checkoutRequestKey(subject.checkoutRequestId).key);
    case 'query': {
      const query = await statusQueryLog.get(subject.queryId);
      return query?.paymentId ? [query.paymentId] : [];
    }
  }
}

async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    throw new ConfigurationError(
      `The operator's MongoDB, where payments are looked up, does not answer from here: ${error.message}. Run this where it does.`,
    );
  }
}
