import type { Shortcode } from '../kernel/identifiers.ts';
import type { HookDirectory } from '../payments/hook-directory.ts';
import type { Payment } from '../payments/payment.ts';
import type { Transaction } from '../payments/transaction.ts';

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
