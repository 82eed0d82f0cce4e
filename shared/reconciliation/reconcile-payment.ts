import type { PaymentId } from '../kernel/identifiers.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Payment } from '../payments/payment.ts';
import type { PaymentLookupFailure } from '../payments/payment-book.ts';
import type { Attempt, TransactionHead } from '../payments/transaction.ts';
import { type Cause, nowOf } from './cause.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import { meetTransactions } from './meet-transactions.ts';
import { propose } from './proposal.ts';
import { factOf } from './reconciled-fact.ts';
import type { ReconciliationState } from './reconciliation-ledger.ts';
import { readBasis, readEvidence } from './view.ts';

export interface Reconciled {
  readonly payment: Payment;
  readonly state: ReconciliationState;
  /** What it was decided from; none where it was decided about before. */
  readonly transactions: readonly TransactionHead[];
  readonly attempts: readonly Attempt[];
  /** The decision differs from the one before. */
  readonly changed: boolean;
  readonly processingMs: number;
}

const maxRounds = 20;

/**
 * Decides about one payment from all that is known at this moment, and saves the decision with its audit event when it
 * differs from the last one, or when a person asked. Every trigger comes here; running it again changes nothing.
 * Of two at once the later to save finds the version changed and reads again; whoever changes a link or a document has its
 * own reconciliation follow, so nothing needs to be read a second time after the save.
 *
 * @returns the saved decision, or why the operator's payment cannot be read. Throws when a store cannot be reached.
 */
export async function reconcilePayment(
  deps: ReconcileDependencies,
  paymentId: PaymentId,
  cause: Cause,
): Promise<Result<Reconciled, PaymentLookupFailure>> {
  const startedAt = deps.clock();
  try {
    const done = await decideAndSave(deps, paymentId, cause, startedAt);
    if (!done.ok) deps.tally({ outcome: 'failed', processingMs: deps.clock() - startedAt });
    return done;
  } catch (error) {
    deps.tally({ outcome: 'failed', processingMs: deps.clock() - startedAt });
    throw error;
  }
}

async function decideAndSave(
  deps: ReconcileDependencies,
  paymentId: PaymentId,
  cause: Cause,
  startedAt: number,
): Promise<Result<Reconciled, PaymentLookupFailure>> {
  let metAs: string | undefined;
  for (let round = 0; round < maxRounds; round++) {
    const basis = await readBasis(deps, paymentId, nowOf(deps, cause));
    if (!basis.ok) return basis;
    const { payment, record, indexed, isMet } = basis.value;
    if (isMet && record.state && isOldNews(cause)) {
      const processingMs = deps.clock() - startedAt;
      return ok({
        payment,
        state: record.state,
        transactions: [],
        attempts: [],
        changed: false,
        processingMs,
      });
    }
    // Somebody else may have indexed it as something else meanwhile, and taken rows away that were put here.
    const meeting = `${record.indexed?.fingerprint} at ${record.state?.version} as ${indexed.fingerprint}`;
    if (metAs !== meeting && (!isMet || looksAgain(cause))) {
      metAs = meeting;
      if (await meetTransactions(deps, payment, record, indexed)) continue;
    }
    const view = { ...basis.value, ...(await readEvidence(deps, basis.value)) };
    const next = propose(deps, view, cause);
    const beside = {
      event: next.event,
      ...(!isMet && { indexed: { now: indexed, before: record.indexed } }),
    };
    if (next.write && (await deps.reconciliations.save(next.state, beside)) === 'changed') continue;
    if (next.event) deps.tell(factOf(next.event));
    if (next.write) await askIfDue(deps, next.state, cause);
    const processingMs = deps.clock() - startedAt;
    const { status } = next.state.decision;
    deps.tally({ outcome: status === 'discrepancy' ? 'discrepancy' : 'reconciled', processingMs });
    return ok({ ...view, state: next.state, changed: next.changed, processingMs });
  }
  throw new Error(`payment ${paymentId} changed ${maxRounds} times while it was reconciled; try again`);
}

/** A change that was seen and decided about already, for another reason. */
const isOldNews = ({ trigger, by }: Cause): boolean =>
  by === undefined && (trigger === 'payment_initiation' || trigger === 'payment_changed');

/** Who looks on purpose also looks for transactions that wait; whoever brings one has looked for its payment himself. */
const looksAgain = ({ trigger }: Cause): boolean =>
  trigger !== 'notice_received' && trigger !== 'status_queried';

/** A large match is verified with M-Pesa at once; whatever else is due, also a question that failed, waits for the sweep. */
async function askIfDue(
  deps: ReconcileDependencies,
  state: ReconciliationState,
  cause: Cause,
): Promise<void> {
  const due = state.review?.ask && state.review.at <= nowOf(deps, cause);
  const wasAsked = cause.trigger === 'sweep' || cause.trigger === 'status_queried';
  if (!due || wasAsked || state.decision.status !== 'matched') return;
  await deps.statusQueries.send([{ paymentId: state.paymentId, reason: 'verify' }]);
}
