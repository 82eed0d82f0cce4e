import { shortcode as asShortcode, type Shortcode } from '../kernel/identifiers.ts';
import type { HookDirectory } from '../payments/hook-directory.ts';
import type { Payment } from '../payments/payment.ts';
import type { AllocationRule, TransactionHead } from '../payments/transaction.ts';
import { isAnothers, isAnothersMoney } from './whose-payment.ts';

type Telling = Pick<TransactionHead, 'shortcode' | 'shortcodeAssumed' | 'alsoToldUnder' | 'conflicts'>;

/**
 * Whether the payment is another partner's than the money. Once bodies state whose it is, a URL alone makes it nobody's own. Only
 * a push is its payment's whoever states what: it is made under a head office's number as well.
 */
export async function isForeign(
  hooks: Pick<HookDirectory, 'shortcode'>,
  payment: Pick<Payment, 'shortcode'>,
  rule: AllocationRule,
  money: Telling,
): Promise<boolean> {
  const stated = statedShortcodes(money);
  // The key of a reference names the shortcode.
  if (rule === 'reference') return false;
  if (rule === 'checkout_request_id' || stated.length === 0) return isAnothersMoney(hooks, payment, money);
  return (await Promise.all(stated.map((teller) => isAnothers(hooks, payment, teller)))).every(Boolean);
}

/** Those that bodies state, where they contradict each other all of them. */
function statedShortcodes({ shortcode, shortcodeAssumed, conflicts }: Telling): readonly Shortcode[] {
  if (!shortcode || shortcodeAssumed) return [];
  const contradicting = conflicts.filter(({ field }) => field === 'shortcode');
  return [shortcode, ...contradicting.flatMap(({ values }) => values.map(({ value }) => asShortcode(value)))];
}
