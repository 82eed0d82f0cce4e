import type { PaymentId } from '../kernel/identifiers.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
import { Unavailable } from '../kernel/unavailable.ts';
import type { TransactionNotice } from '../mpesa/notice.ts';
import type { Allocation, TransactionHead } from '../payments/transaction.ts';
import { nextHead } from '../payments/transaction-head.ts';
import type { KeptNotice, Recorded } from '../payments/transaction-ledger.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import { type Finding, type FindNeeds, findPayment, rank } from './find-payment.ts';
import { ownersOf } from './whose-payment.ts';

export type AssignNeeds = FindNeeds & Pick<ReconcileDependencies, 'requests'>;

const maxRounds = 20;
const reopenDelaySeconds = 5;

const canBeAllocated = (head: TransactionHead): head is TransactionHead & { amountMinor: number } =>
  head.outcome === 'succeeded' &&
  head.amountMinor !== undefined &&
  head.amountMinor > 0 &&
  (head.kind === 'payment' || head.kind === 'payout' || head.kind === 'reversal');

type Placed = Recorded<TransactionHead> & { readonly affected: readonly PaymentId[] };

/**
 * Keeps a notice. A receipt that is heard of for the first time is given to its payment in the same write; whatever else it
 * changes follows.
 *
 * @returns what was recorded, and the payments whose reconciliation may have changed; nothing is kept of a receipt or a push
 * that another partner's payment bears.
 */
export async function placeTransaction(
  needs: AssignNeeds,
  kept: KeptNotice<TransactionNotice>,
  expectsPayment: boolean,
): Promise<Result<Placed, PaymentId>> {
  const first = nextHead(undefined, [kept]);
  for (let round = 0; round < maxRounds; round++) {
    const [finding, owners] = await Promise.all([firstLook(needs, first), ownersOf(needs, first)]);
    if (finding?.isAnothers) return failed(finding.payment.id);
    if (owners.other) return failed(owners.other);
    const plan = canBeAllocated(first) && finding ? planAllocations(first, finding) : [];
    const { transactions } = needs;
    const recorded = await transactions.recordTransaction(kept, expectsPayment, plan, owners.known);
    if (recorded.isGivenMeanwhile) continue;
    const isGiven = recorded.isNew && plan.length > 0 && sameAllocations(recorded.value.allocations, plan);
    const affected = isGiven
      ? plan.map(({ paymentId }) => paymentId)
      : await assignTransaction(needs, recorded.value);
    return ok({ ...recorded, affected });
  }
  throw new Error(
    `${first.kind} ${first.receipt} was given to others ${maxRounds} times meanwhile; try again`,
  );
}

/** A notice is kept even while the operator's database does not answer; once it is kept, the look is repeated. */
async function firstLook(needs: AssignNeeds, head: TransactionHead): Promise<Finding | undefined> {
  try {
    return await findPayment(needs, head, 'most');
  } catch (error) {
    if (error instanceof Unavailable) return undefined;
    throw error;
  }
}

/**
 * Gives a transaction to the payment that its keys name (CheckoutRequestID before receipt before exact reference), moves
 * it there when a weaker rule had given it elsewhere, and follows its amount when a stronger source corrected it.
 * What a person allocated is never touched; what is ambiguous is not guessed.
 *
 * @param decidesAbout the payments that the caller decides about afterwards; whoever else gains is asked for.
 * @returns the payments whose reconciliation may have changed by it, those that have it now included.
 */
export async function assignTransaction(
  needs: AssignNeeds,
  found: TransactionHead,
  decidesAbout: (id: PaymentId) => boolean = () => true,
): Promise<readonly PaymentId[]> {
  let head: TransactionHead | undefined = found;
  const affected = new Set<PaymentId>();
  for (let round = 0; head && round < maxRounds; round++) {
    for (const { paymentId } of head.allocations) affected.add(paymentId);
    const look =
      canBeAllocated(head) || head.outcome === 'failed' ? await findPayment(needs, head) : undefined;
    const finding = look?.isAnothers ? undefined : look;
    // That it failed is news to the payment that names it, though there is nothing to give.
    if (head.outcome === 'failed' && finding) affected.add(finding.payment.id);
    if (!canBeAllocated(head)) return [...affected];
    const plan = planAllocations(head, finding);
    if (sameAllocations(plan, head.allocations)) return [...affected];
    for (const { paymentId } of plan) affected.add(paymentId);
    await reopenOthers(needs, head, plan, decidesAbout);
    if ((await needs.transactions.allocate(head, plan)) === 'saved') return [...affected];
    [head] = await needs.transactions.transactions([head]);
  }
  throw new Error(
    `allocation of ${found.kind} ${found.receipt} changed ${maxRounds} times meanwhile; try again`,
  );
}

/** What the allocations should be: a person's as they are, the rest of the amount with the strongest finding. */
function planAllocations(
  head: TransactionHead & { amountMinor: number },
  finding: Finding | undefined,
): readonly Allocation[] {
  const byPerson = head.allocations.filter(({ rule }) => rule === 'person');
  const byRule = head.allocations.find(({ rule }) => rule !== 'person');
  const isStronger = finding && (!byRule || rank(finding.rule) < rank(byRule.rule));
  const stronger = isStronger ? { paymentId: finding.payment.id, rule: finding.rule } : byRule;
  const restMinor = head.amountMinor - byPerson.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  if (!stronger || restMinor <= 0) return byPerson;
  return [...byPerson, { paymentId: stronger.paymentId, rule: stronger.rule, amountMinor: restMinor }];
}

/**
 * Has those decided again that lose the money, and those that gain it and whom the caller does not decide about. Asked before the
 * move: a crash right after it would leave them with their old decision.
 */
async function reopenOthers(
  needs: AssignNeeds,
  head: TransactionHead,
  plan: readonly Allocation[],
  decidesAbout: (id: PaymentId) => boolean,
): Promise<void> {
  const without = (allocations: readonly Allocation[], others: readonly Allocation[]) =>
    allocations
      .map(({ paymentId }) => paymentId)
      .filter((id) => !others.some(({ paymentId }) => paymentId === id));
  const losers = without(head.allocations, plan);
  const gainers = without(plan, head.allocations).filter((id) => !decidesAbout(id));
  if (losers.length + gainers.length === 0) return;
  const requests = [...losers, ...gainers].map(
    (paymentId) => ({ of: 'payment', paymentId, trigger: 'notice_received' }) as const,
  );
  await needs.requests.send(requests, reopenDelaySeconds);
}

const sameAllocations = (a: readonly Allocation[], b: readonly Allocation[]): boolean =>
  a.length === b.length &&
  a.every((left, at) => {
    const right = b[at];
    return (
      left.paymentId === right?.paymentId &&
      left.amountMinor === right.amountMinor &&
      left.rule === right.rule
    );
  });
