import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import type { CheckoutRequestId, Receipt } from '../kernel/identifiers.ts';
import type { Payment } from '../payments/payment.ts';
import { receiptNamedBy } from '../payments/payment-keys.ts';
import type { StatusQueryLog } from '../payments/status-query-log.ts';
import type { Attempt, TransactionHead } from '../payments/transaction.ts';
import type { AskedState } from './asked-state.ts';
import { attemptsOf, readAttempts } from './attempts-of.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import type { Asker, MpesaQuestions, Unanswered } from './mpesa-questions.ts';
import { reconcilePayment } from './reconcile-payment.ts';
import type { StatusQueryRequest } from './work-queue.ts';

export interface QueryDependencies extends ReconcileDependencies {
  readonly questions: MpesaQuestions;
  readonly statusQueryLog: StatusQueryLog;
  readonly newId: () => string;
}

type Question =
  | { readonly about: 'attempt'; readonly id: CheckoutRequestId }
  | { readonly about: 'transaction'; readonly id: Receipt };

export type Asked = 'answered' | 'asked' | 'nothing_to_ask' | Unanswered['kind'];

/**
 * Asks M-Pesa how a payment stands: about a receipt that nobody has confirmed, else about the STK push that has not ended.
 * A throttled question is put back with a delay, which uses up no receives.
 */
export async function queryStatus(deps: QueryDependencies, request: StatusQueryRequest): Promise<Asked> {
  const found = await deps.payments.byId(request.paymentId);
  if (!found.ok) return 'nothing_to_ask';
  const payment = found.value;
  const at = Math.max(deps.clock(), request.asOf ?? 0);
  const asker = await askerFor(deps, payment);
  const question = asker && (await questionFor(deps, payment));
  if (!asker || !question) {
    // Noted as if it had been asked, so that it is looked at less and less often.
    await decide(deps, payment, request, { at, noSuchTransaction: false });
    return 'nothing_to_ask';
  }
  const answer =
    question.about === 'transaction'
      ? await askTransaction(deps, asker, payment, question.id, at)
      : await askAttempt(deps, asker, payment, question.id);
  if (answer.kind === 'throttled') {
    await deps.statusQueries.send([request], answer.retryAfterSeconds);
    return answer.kind;
  }
  if (answer.kind === 'refused') deps.warn('M-Pesa refuses the status query', answer.message);
  const noSuchTransaction = answer.kind === 'no_such_transaction';
  await decide(deps, payment, request, { at, noSuchTransaction, about: question.id });
  return answer.kind;
}

const decide = (deps: QueryDependencies, { id }: Payment, { asOf }: StatusQueryRequest, asked: AskedState) =>
  reconcilePayment(deps, id, { trigger: 'status_queried', asked, ...(asOf !== undefined && { asOf }) });

async function askerFor(deps: QueryDependencies, payment: Payment): Promise<Asker | undefined> {
  if (!payment.shortcode) return undefined;
  const listed = await deps.hooks.shortcode(payment.shortcode);
  return listed && { partnerId: listed.partnerId, shortcode: payment.shortcode };
}

async function questionFor(deps: QueryDependencies, payment: Payment): Promise<Question | undefined> {
  const record = await deps.reconciliations.read(payment.id);
  const ids = attemptsOf(payment, record);
  const [transactions, attempts] = await Promise.all([
    deps.transactions.transactions(record.links.map((link) => link.transaction)),
    readAttempts(deps, payment, record),
  ]);
  const receipt =
    transactions.find(isUnconfirmed)?.receipt ??
    attempts.find((attempt) => attempt.receipt && transactions.length === 0)?.receipt ??
    (transactions.length === 0 ? receiptNamedBy(payment) : undefined);
  if (receipt) return { about: 'transaction', id: receipt };
  // The push that its document names now first: an earlier one may stay undecided for good.
  const latestFirst = [...(payment.checkoutRequestId ? [payment.checkoutRequestId] : []), ...ids];
  const id = latestFirst.find((candidate) => !hasEnded(attempts, candidate));
  return id && { about: 'attempt', id };
}

const isUnconfirmed = ({ outcome, sources }: TransactionHead): boolean =>
  outcome === 'pending' ||
  !sources.some((source) => source === 'status' || source === 'pull' || source === 'statement');

const hasEnded = (attempts: readonly Attempt[], id: CheckoutRequestId): boolean =>
  attempts.some((attempt) => attempt.checkoutRequestId === id && attempt.outcome !== 'pending');

async function askTransaction(
  deps: QueryDependencies,
  asker: Asker,
  payment: Payment,
  receipt: Receipt,
  askedAt: number,
) {
  const query = {
    id: deps.newId(),
    paymentId: payment.id,
    receipt,
    shortcode: asker.shortcode,
    askedAt,
  };
  // Before it is asked: the answer may be faster than we are.
  await deps.statusQueryLog.put(query);
  return deps.questions.transaction(asker, query);
}

async function askAttempt(deps: QueryDependencies, asker: Asker, payment: Payment, id: CheckoutRequestId) {
  const answer = await deps.questions.attempt(asker, id);
  if (answer.kind !== 'answered') return answer;
  const body = canonicalJson(answer.body);
  const kept = { notice: answer.notice, body, hash: sha256(body), receivedAt: deps.clock() };
  await deps.transactions.recordAttempt(kept);
  await deps.reconciliations.linkAttempt(payment.id, id);
  return answer;
}
