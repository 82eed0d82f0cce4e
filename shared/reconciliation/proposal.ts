import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import type { TransactionHead } from '../payments/transaction.ts';
import { type AskedState, isUnknownToMpesa, laterAsked } from './asked-state.ts';
import { type AuditEvent, nextEvent } from './audit.ts';
import { type Cause, nowOf } from './cause.ts';
import { decide } from './decide.ts';
import type { Decision, Review } from './decision.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import type { ReconciliationRecord, ReconciliationState } from './reconciliation-ledger.ts';
import type { View } from './view.ts';

/** What is to be saved of a decision, if anything. */
export interface Proposal {
  readonly state: ReconciliationState;
  readonly write: boolean;
  readonly changed: boolean;
  readonly event?: AuditEvent;
}

/** Decides, and says what of it is news: the state that follows, and its audit event. */
export function propose(deps: ReconcileDependencies, view: View, cause: Cause): Proposal {
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
  const isAsked = cause.by !== undefined && (cause.ask === undefined || cause.ask !== before?.lastAsk);
  const write =
    changed || isAsked || !view.isMet || before?.inputs !== inputs || !sameReview(before.review, review);
  const event =
    changed || isAsked
      ? nextEvent(before?.lastEvent, {
          payment,
          transactions: view.transactions,
          at: now,
          by: cause.by ?? cause.replayed?.by ?? 'system',
          why: cause.why ?? cause.replayed?.why,
          trigger: cause.trigger,
          before: before?.decision,
          after: decision,
        })
      : undefined;
  const lastEvent = event ?? before?.lastEvent;
  const lastAsk = cause.ask ?? before?.lastAsk;
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
    ...(lastAsk !== undefined && { lastAsk }),
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
