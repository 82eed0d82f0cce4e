import type { PaymentId } from '../kernel/identifiers.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
import { Unavailable } from '../kernel/unavailable.ts';
import type { TransactionNotice } from '../mpesa/notice.ts';
import { isOnUrlsWord, type TransactionHead } from '../payments/transaction.ts';
import { nextHead } from '../payments/transaction-head.ts';
import type { KeptNotice, Recorded } from '../payments/transaction-ledger.ts';
import {
  type AssignNeeds,
  assignTransaction,
  canBeAllocated,
  planAllocations,
  sameAllocations,
} from './assign-transaction.ts';
import { findPayment, keysAbove, type Look } from './find-payment.ts';
import { type Owners, ownersOf } from './whose-payment.ts';

const maxRounds = 20;

type Placed = Recorded<TransactionHead> & {
  readonly affected: readonly PaymentId[];
  /** It has its payment from the write that kept it: `assignByStrongerKeys` is to follow. */
  readonly isGiven: boolean;
};

/**
 * Keeps a notice. A receipt that is heard of for the first time is given to its payment in the same write; whatever else it
 * changes follows.
 *
 * @returns what was recorded, and the payments whose reconciliation may have changed; or another partner's payment, as whose
 * money it would count: then nothing is kept.
 */
export async function placeTransaction(
  needs: AssignNeeds,
  kept: KeptNotice<TransactionNotice>,
  expectsPayment: boolean,
): Promise<Result<Placed, PaymentId>> {
  const first = nextHead(undefined, [kept]);
  for (let round = 0; round < maxRounds; round++) {
    const [look, owners] = await Promise.all([firstLook(needs, first), ownersOf(needs, first)]);
    const other = refusedFor(first, look, owners);
    if (other) return failed(other);
    const plan = canBeAllocated(first) && look.finding ? planAllocations(first, look.finding) : [];
    const { transactions } = needs;
    const recorded = await transactions.recordTransaction(kept, expectsPayment, plan, owners.known);
    if (recorded.isGivenMeanwhile) continue;
    const isGiven = recorded.isNew && plan.length > 0 && sameAllocations(recorded.value.allocations, plan);
    const affected = isGiven
      ? plan.map(({ paymentId }) => paymentId)
      : await assignTransaction(needs, recorded.value);
    return ok({ ...recorded, affected, isGiven });
  }
  throw new Error(
    `${first.kind} ${first.receipt} was given to others ${maxRounds} times meanwhile; try again`,
  );
}

/**
 * Looks once more under the stronger keys of money that was given in the write that kept it: a payment whose rows were put
 * meanwhile, or that the first look left out, did not see it wait. Reads those keys only, and nothing of what the strongest rule gave.
 *
 * @returns the payments whose reconciliation may have changed.
 */
export async function assignByStrongerKeys(
  needs: AssignNeeds,
  head: TransactionHead,
): Promise<readonly PaymentId[]> {
  const found = await Promise.all(keysAbove(head).map(({ key }) => needs.index.paymentsUnder(key)));
  return found.flat().length === 0 ? [] : assignTransaction(needs, head);
}

/** A notice is kept even while the operator's database does not answer; once it is kept, the look is repeated. */
async function firstLook(needs: AssignNeeds, head: TransactionHead): Promise<Look> {
  try {
    return await findPayment(needs, head, 'most');
  } catch (error) {
    if (error instanceof Unavailable) return {};
    throw error;
  }
}

/** Another partner's payment that has the receipt, or that alone bears what was told, unless the body states whose money it is. */
function refusedFor(
  told: TransactionHead,
  { onlyForeign }: Look,
  { known, other }: Owners,
): PaymentId | undefined {
  if (other) return other;
  const isOwn = known.length > 0;
  const statesItsOwn = canBeAllocated(told) && told.kind !== 'reversal' && !isOnUrlsWord(told);
  return isOwn || statesItsOwn ? undefined : onlyForeign;
}
