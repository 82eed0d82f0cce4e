import type { PaymentId } from '../kernel/identifiers.ts';
import type { Allocation, TransactionHead } from '../payments/transaction.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import { type Finding, type FindNeeds, findPayment, rank } from './find-payment.ts';

export type AssignNeeds = FindNeeds & Pick<ReconcileDependencies, 'requests'>;

const maxRounds = 20;
const reopenDelaySeconds = 5;

/** Something of it can be given. */
export const canBeAllocated = (head: TransactionHead): head is TransactionHead & { amountMinor: number } =>
  head.outcome === 'succeeded' &&
  head.amountMinor !== undefined &&
  head.amountMinor > 0 &&
  (head.kind === 'payment' || head.kind === 'payout' || head.kind === 'reversal');

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
    const { finding } =
      canBeAllocated(head) || head.outcome === 'failed' ? await findPayment(needs, head) : {};
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
export function planAllocations(
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

export const sameAllocations = (a: readonly Allocation[], b: readonly Allocation[]): boolean =>
  a.length === b.length &&
  a.every((left, at) => {
    const right = b[at];
    return (
      left.paymentId === right?.paymentId &&
      left.amountMinor === right.amountMinor &&
      left.rule === right.rule
    );
  });
