import type { PaymentId, Shortcode } from '../kernel/identifiers.ts';
import type { HookDirectory } from '../payments/hook-directory.ts';
import type { Payment } from '../payments/payment.ts';
import type { Transaction, TransactionHead } from '../payments/transaction.ts';
import type { ReconcileDependencies } from './dependencies.ts';

/**
 * A callback URL speaks for its partner: whether the payment is another partner's than what was told under `teller`. A
 * shortcode that nobody lists, or a payment that names none, is nobody else's.
 */
export async function isAnothers(
  hooks: Pick<HookDirectory, 'shortcode'>,
  { shortcode }: Pick<Payment, 'shortcode'>,
  teller: Shortcode | undefined,
): Promise<boolean> {
  if (!shortcode || !teller || shortcode === teller) return false;
  const [own, told] = await Promise.all([hooks.shortcode(shortcode), hooks.shortcode(teller)]);
  return own !== undefined && told !== undefined && own.partnerId !== told.partnerId;
}

/** Of money that several URLs told of, all are another partner's. */
export async function isAnothersMoney(
  hooks: Pick<HookDirectory, 'shortcode'>,
  payment: Pick<Payment, 'shortcode'>,
  { shortcode, alsoToldUnder = [] }: Pick<Transaction, 'shortcode' | 'alsoToldUnder'>,
): Promise<boolean> {
  const tellers = await Promise.all(
    [shortcode, ...alsoToldUnder].map((teller) => isAnothers(hooks, payment, teller)),
  );
  return tellers.every(Boolean);
}

/** The payment that has this receipt already, if it is another partner's than the URL's that tells of it again. */
export async function otherOwner(
  needs: Pick<ReconcileDependencies, 'hooks' | 'payments' | 'transactions'>,
  told: TransactionHead,
): Promise<PaymentId | undefined> {
  const [head] = await needs.transactions.transactions([told]);
  if (!head || head.allocations.length === 0) return undefined;
  if (!(await isAnothers(needs.hooks, head, told.shortcode))) return undefined;
  const owners = await needs.payments.byIds(head.allocations.map(({ paymentId }) => paymentId));
  for (const { id, shortcode = head.shortcode } of owners) {
    if (await isAnothers(needs.hooks, shortcode ? { shortcode } : {}, told.shortcode)) return id;
  }
  return undefined;
}
