import type { PaymentId } from '../kernel/identifiers.ts';
import { isOpen, type Payment } from '../payments/payment.ts';
import type { PaymentClues } from '../payments/payment-book.ts';
import { keysOfPayment, keysOfTransaction, type RankedKey, shortcodesOf } from '../payments/payment-keys.ts';
import {
  type Allocation,
  allocationRules,
  isOnUrlsWord,
  type TransactionHead,
} from '../payments/transaction.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import { isForeign } from './foreign-payment.ts';

export type FindNeeds = Pick<
  ReconcileDependencies,
  'payments' | 'hooks' | 'index' | 'transactions' | 'reconciliations'
>;

/** The payment that a transaction is for, and by what it was found. */
export interface Finding {
  readonly payment: Payment;
  readonly rule: Allocation['rule'];
}

export interface Look {
  readonly finding?: Finding;
  /** Nothing else bears its keys than this payment of another partner's. */
  readonly onlyForeign?: PaymentId;
}

/** A reference that more settled payments bear is no name for one of them. */
const mostSettled = 20;

/** How strong a rule is: 0 is the strongest. */
export const rank = (rule: Allocation['rule']): number => allocationRules.indexOf(rule);

/**
 * The payment that the transaction's keys name, by a stronger rule than what it is given by now; none when several may be meant.
 * Payments of other partners are left out before: they decide nothing about whose money it is.
 *
 * @param by `most`: the receipt is looked up in the database only, not in the index, where few payments bear one.
 */
export async function findPayment(
  needs: FindNeeds,
  head: TransactionHead,
  by: 'all' | 'most' = 'all',
): Promise<Look> {
  if (head.kind === 'reversal') return findReversed(needs, head);
  const keys = keysAbove(head);
  if (keys.length === 0) return {};

  // Both at once: the index knows how references are meant, the database what was inserted a moment ago.
  const [indexed, stored] = await Promise.all([
    Promise.all(
      keys.map(({ key, rule }) =>
        by === 'most' && rule === 'receipt' ? [] : needs.index.paymentsUnder(key),
      ),
    ),
    needs.payments.byClues(cluesOf(head, head.reference)),
  ]);
  const missing = indexed.flat().filter((id) => !stored.some((payment) => payment.id === id));
  const known = missing.length === 0 ? stored : [...stored, ...(await needs.payments.byIds(missing))];
  const pickFrom = (payments: readonly Payment[]) =>
    strongestPick(needs, head, keys, (at) =>
      payments.filter(
        (payment) => payment.direction === head.direction && isUnder(payment, keys[at], indexed[at]),
      ),
    );
  const { pick, foreign } = await pickFrom(known);
  if (pick === 'ambiguous') return {};
  if (!pick) return foreign ? { onlyForeign: foreign } : {};
  if (pick.rule !== 'reference' || pick.payment.reference === head.reference) return { finding: pick };
  // Found as the reference is meant, not as it was typed: another open payment may bear it, too new for the index.
  const namesakes = await needs.payments.byClues(cluesOf(head, pick.payment.reference));
  const { pick: sure } = await pickFrom(distinct([...known, ...namesakes]));
  return sure && sure !== 'ambiguous' ? { finding: sure } : {};
}

/** Its keys of a stronger rule than what it is given by now; all while it is not. */
export function keysAbove(head: TransactionHead): readonly RankedKey[] {
  const current = head.allocations.find(({ rule }) => rule !== 'person');
  return keysOfTransaction(head).filter(({ rule }) => !current || rank(rule) < rank(current.rule));
}

const cluesOf = (head: TransactionHead, reference: string | undefined): PaymentClues => ({
  checkoutRequestIds: head.checkoutRequestIds,
  receipt: head.receipt,
  ...(reference !== undefined && { reference }),
  ...(head.shortcode !== undefined && { shortcodes: shortcodesOf(head) }),
});

/** A payment keeps every CheckoutRequestID it ever had; a reference or receipt that was taken away no longer counts. */
const isUnder = (
  payment: Payment,
  key: RankedKey | undefined,
  indexed: readonly PaymentId[] | undefined,
): boolean =>
  keysOfPayment(payment).some((own) => own.key === key?.key) ||
  (key?.rule === 'checkout_request_id' && indexed?.includes(payment.id) === true);

interface Choice {
  readonly pick?: Finding | 'ambiguous';
  readonly foreign?: PaymentId;
}

async function strongestPick(
  needs: FindNeeds,
  head: TransactionHead,
  keys: readonly RankedKey[],
  candidatesOf: (at: number) => readonly Payment[],
): Promise<Choice> {
  let foreign: PaymentId | undefined;
  for (const rule of allocationRules) {
    const named = distinct(keys.flatMap((key, at) => (key.rule === rule ? candidatesOf(at) : [])));
    const areForeign = await Promise.all(named.map((payment) => isForeign(needs.hooks, payment, rule, head)));
    const candidates = named.filter((_, at) => !areForeign[at]);
    foreign ??= named.find((_, at) => areForeign[at])?.id;
    if (candidates.length === 0) continue;
    const payment = await onlyOne(needs, candidates);
    return { pick: payment ? { payment, rule } : 'ambiguous' };
  }
  return foreign ? { foreign } : {};
}

/** The one that waits for money: two open ones are ambiguous; of settled ones, the only one that has none yet. */
async function onlyOne(needs: FindNeeds, candidates: readonly Payment[]): Promise<Payment | undefined> {
  const open = candidates.filter(isOpen);
  if (open.length > 0) return open.length === 1 ? open[0] : undefined;
  if (candidates.length === 1) return candidates[0];
  if (candidates.length > mostSettled) return undefined;
  const records = await Promise.all(candidates.map(({ id }) => needs.reconciliations.read(id)));
  const unpaid = candidates.filter((_, at) => records[at]?.links.length === 0);
  return unpaid.length === 1 ? unpaid[0] : undefined;
}

/** A reversal belongs to the payment that the reversed transaction was given to, unless it has that on a URL's word alone. */
async function findReversed(needs: FindNeeds, head: TransactionHead): Promise<Look> {
  if (!head.reversesReceipt) return {};
  const key = { receipt: head.reversesReceipt, kind: 'payment' } as const;
  const [original] = await needs.transactions.transactions([key]);
  const [only, ...others] = original?.allocations ?? [];
  if (!original || !only || others.length > 0) return {};
  const [payment] = await needs.payments.byIds([only.paymentId]);
  if (!payment) return {};
  if (!(await isForeign(needs.hooks, payment, 'receipt', head)))
    return { finding: { payment, rule: 'receipt' } };
  const isOthers = !isOnUrlsWord(original) && (await isForeign(needs.hooks, original, 'receipt', head));
  return isOthers ? { onlyForeign: payment.id } : {};
}

const distinct = (payments: readonly Payment[]): readonly Payment[] => [
  ...new Map(payments.map((payment) => [payment.id, payment])).values(),
];
