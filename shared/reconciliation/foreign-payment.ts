import type { HookDirectory } from '../payments/hook-directory.ts';
import type { Payment } from '../payments/payment.ts';
import { type AllocationRule, statedTellersOf } from '../payments/transaction.ts';
import { isAnothersMoney, type Money } from './whose-payment.ts';

/**
 * Whether the payment is another partner's than the money. Once bodies state whose it is, a URL alone makes it nobody's own. Only
 * a push is its payment's whatever is stated: it is made under a head office's number as well.
 */
export async function isForeign(
  hooks: Pick<HookDirectory, 'shortcode'>,
  payment: Pick<Payment, 'shortcode'>,
  rule: AllocationRule,
  money: Money,
): Promise<boolean> {
  // The key of a reference names the shortcode.
  if (rule === 'reference') return false;
  const stated = statedTellersOf(money);
  const isByUrls = rule === 'checkout_request_id' || stated.length === 0;
  return isAnothersMoney(hooks, payment, money, isByUrls ? undefined : stated);
}
