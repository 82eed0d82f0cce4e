import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import type { PaymentId } from '../kernel/identifiers.ts';
import { ok, type Result } from '../kernel/result.ts';
import { days } from '../kernel/time.ts';
import type { Payment } from '../payments/payment.ts';
import type { PaymentLookupFailure } from '../payments/payment-book.ts';
import { type IndexedPayment, indexedAs } from '../payments/payment-index.ts';
import type { Attempt, TransactionHead } from '../payments/transaction.ts';
import { type AskedState, isUnknownToMpesa, laterAsked } from './asked-state.ts';
import { attemptsOf } from './attempts-of.ts';
import { type AuditEvent, nextEvent } from './audit.ts';
import { decide } from './decide.ts';
import type { Decision, Review } from './decision.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import { meetTransactions } from './meet-transactions.ts';
import { factOf } from './reconciled-fact.ts';
import type { ReconciliationRecord, ReconciliationState } from './reconciliation-ledger.ts';
import type { Trigger } from './trigger.ts';

export interface Cause {
  readonly trigger: Trigger;
  /** The person who asked; absent for what happens by itself. */
  readonly by?: string;
  /** Decide as if it were at least this time, epoch milliseconds. */
  readonly asOf?: number;
  /** M-Pesa was asked about it just now. */
  readonly asked?: AskedState;
}

export interface Reconciled {
  readonly payment: Payment;
  readonly state: ReconciliationState;
  readonly transactions: readonly TransactionHead[];
  readonly attempts: readonly Attempt[];
  /** The decision differs from the one before. */
  readonly changed: boolean;
  readonly processingMs: number;
}

/** All that a decision is read from. */
interface View {
  readonly payment: Payment;
  readonly record: ReconciliationRecord;
  readonly transactions: readonly TransactionHead[];
  readonly attempts: readonly Attempt[];
  /** What the payment is to be indexed as. */
  readonly indexed: IndexedPayment;
  /** It was met with its transactions and decided about before, as it is now. */
  readonly isMet: boolean;
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
    const view = await readView(deps, paymentId, nowOf(deps, cause));
    if (!view.ok) return view;
    const { payment, record, indexed, isMet } = view.value;
    if (isMet && record.state && isOldNews(cause)) {
      return ok({
        ...view.value,
        state: record.state,
        changed: false,
        processingMs: deps.clock() - startedAt,
      });
    }
    if (metAs !== indexed.fingerprint && (!isMet || looksAgain(cause))) {
      metAs = indexed.fingerprint;
      if (await meetTransactions(deps, payment, record, indexed)) continue;
    }
    const next = propose(deps, view.value, cause);
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
    return ok({ ...view.value, state: next.state, changed: next.changed, processingMs });
  }
  throw new Error(`payment ${paymentId} changed ${maxRounds} times while it was reconciled; try again`);
}

const nowOf = ({ clock }: ReconcileDependencies, { asOf = 0 }: Cause): number => Math.max(clock(), asOf);

/** A change that was seen and decided about already, for another reason. */
const isOldNews = ({ trigger, by }: Cause): boolean =>
  by === undefined && (trigger === 'payment_initiation' || trigger === 'payment_changed');

/** Who looks on purpose also looks for transactions that wait; whoever brings one has looked for its payment himself. */
const looksAgain = ({ trigger }: Cause): boolean =>
  trigger !== 'notice_received' && trigger !== 'status_queried';

/** The record first: whoever saves between this read and our save makes ours fail, so what we read after it is fresh. */
async function readView(
  deps: ReconcileDependencies,
  paymentId: PaymentId,
  now: number,
): Promise<Result<View, PaymentLookupFailure>> {
  const record = await deps.reconciliations.read(paymentId);
  const linked = record.links.map((link) => link.transaction);
  const [payment, given] = await Promise.all([
    deps.payments.byId(paymentId),
    linked.length === 0 ? [] : deps.transactions.transactions(linked),
  ]);
  if (!payment.ok) {
    await putOff(deps, record, payment.error, now);
    return payment;
  }
  const [attempts, named] = await Promise.all([
    deps.transactions.attempts(attemptsOf(payment.value, record)),
    namedTransaction(deps, payment.value, given),
  ]);
  const transactions = [...given, ...named];
  const indexed = indexedAs(payment.value);
  const isMet = record.indexed?.fingerprint === indexed.fingerprint;
  return ok({ payment: payment.value, record, transactions, attempts, indexed, isMet });
}

/** What M-Pesa says of the receipt that the document names, although nothing of it was given: it may have failed. */
async function namedTransaction(
  deps: ReconcileDependencies,
  { mpesaReceipt, direction }: Payment,
  given: readonly TransactionHead[],
): Promise<readonly TransactionHead[]> {
  if (mpesaReceipt === undefined || given.some(({ receipt }) => receipt === mpesaReceipt)) return [];
  const kind = direction === 'in' ? 'payment' : 'payout';
  const heads = await deps.transactions.transactions([{ receipt: mpesaReceipt, kind }]);
  return heads.filter(({ outcome }) => outcome === 'failed');
}

/** What cannot be decided about is not swept again and again: a document that is gone never, one that cannot be read daily. */
async function putOff(
  deps: ReconcileDependencies,
  { state }: ReconciliationRecord,
  failure: PaymentLookupFailure,
  now: number,
): Promise<void> {
  if (!state?.review || state.review.at > now) return;
  const { review, ...rest } = state;
  const later = failure.kind === 'not_found' ? undefined : { ...review, at: now + days(1) };
  await deps.reconciliations.save({ ...rest, ...(later && { review: later }), version: state.version + 1 });
}

interface Proposal {
  readonly state: ReconciliationState;
  readonly write: boolean;
  readonly changed: boolean;
  readonly event?: AuditEvent;
}

function propose(deps: ReconcileDependencies, view: View, cause: Cause): Proposal {
  const now = nowOf(deps, cause);
  const { payment, record } = view;
  const before = record.state;
  const firstSeenAt = before?.firstSeenAt ?? now;
  const asked = laterAsked(before?.asked, cause.asked);
  const { decision, review } = decide({
    payment,
    transactions: view.transactions.map((transaction) => ({
      transaction,
      allocatedMinor: record.links.find(isLinkOf(transaction))?.amountMinor ?? 0,
    })),
    attempts: view.attempts,
    firstSeenAt,
    ...(asked && { askedAt: asked.at }),
    ...(asked?.noSuchTransaction && asked.about !== undefined && { denied: asked.about }),
    noSuchTransaction: isUnknownToMpesa(asked, payment, view.attempts),
    now,
    settings: deps.settings,
  });
  const inputs = hashOfInputs(view, asked);
  const changed = canonicalJson(decision) !== canonicalJson(before?.decision ?? untouched(decision));
  const write =
    changed ||
    cause.by !== undefined ||
    !view.isMet ||
    before?.inputs !== inputs ||
    !sameReview(before.review, review);
  const by = cause.by ?? 'system';
  const event =
    changed || cause.by !== undefined
      ? nextEvent(before?.lastEvent, {
          payment,
          transactions: view.transactions,
          at: now,
          by,
          trigger: cause.trigger,
          before: before?.decision,
          after: decision,
        })
      : undefined;
  const lastEvent = event ?? before?.lastEvent;
  const state: ReconciliationState = {
    paymentId: payment.id,
    decision,
    inputs,
    trigger: changed || !before ? cause.trigger : before.trigger,
    decidedAt: changed || !before ? now : before.decidedAt,
    firstSeenAt,
    version: (before?.version ?? 0) + (write ? 1 : 0),
    ...(asked && { asked }),
    ...(review && { review }),
    ...(lastEvent && { lastEvent: { version: lastEvent.version, hash: lastEvent.hash } }),
  };
  return { state, write, changed, ...(event && { event }) };
}

/** Before anybody decided, a payment is pending: to find it so is no change. */
const untouched = (decision: Decision): Decision => ({
  status: 'pending',
  issues: [],
  amountExpectedMinor: decision.amountExpectedMinor,
  amountReceivedMinor: 0,
});

const isLinkOf = (transaction: TransactionHead) => (link: ReconciliationRecord['links'][number]) =>
  link.transaction.receipt === transaction.receipt && link.transaction.kind === transaction.kind;

const sameReview = (a: Review | undefined, b: Review | undefined): boolean =>
  a?.at === b?.at && a?.ask === b?.ask;

const hashOfInputs = (
  { payment, record, transactions, attempts }: View,
  asked: AskedState | undefined,
): string =>
  sha256(
    canonicalJson({
      payment,
      links: record.links,
      attemptIds: record.attemptIds,
      transactions: transactions.map(({ version: _, toldUnmatchedAt: __, ...facts }) => facts),
      attempts,
      asked,
    }),
  );

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
