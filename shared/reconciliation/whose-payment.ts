import type { Shortcode } from '../kernel/identifiers.ts';
import type { HookDirectory } from '../payments/hook-directory.ts';
import type { Payment } from '../payments/payment.ts';

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
