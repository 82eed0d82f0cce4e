import type { PartnerId, PaymentId, Shortcode } from '../kernel/identifiers.ts';
import type { Teller } from '../mpesa/hook.ts';
import type { HookDirectory } from '../payments/hook-directory.ts';
import type { Payment } from '../payments/payment.ts';
import { type Transaction, type TransactionHead, tellersOf } from '../payments/transaction.ts';
import type { ReconcileDependencies } from './dependencies.ts';

type Hooks = Pick<HookDirectory, 'shortcode'>;
type Owned = Pick<Payment, 'shortcode'>;
export type Money = Pick<Transaction, 'shortcode' | 'alsoToldUnder' | 'tellers'>;

/**
 * A callback URL speaks for its partner, listed or not: whether the payment is another partner's than what `teller` told. A
 * shortcode that nobody lists is that of whose URL told under it, among all that told; else, and if a payment names none, it is
 * nobody else's.
 */
export async function isAnothers(
  hooks: Hooks,
  { shortcode }: Owned,
  teller: Partial<Teller>,
  all: readonly Partial<Teller>[] = [],
): Promise<boolean> {
  if (!shortcode || !teller.shortcode || shortcode === teller.shortcode) return false;
  const [own, told] = await Promise.all([
    partnersOf(hooks, shortcode, all),
    teller.partnerId ? [teller.partnerId] : partnersOf(hooks, teller.shortcode, all),
  ]);
  return own.length > 0 && told.length > 0 && !told.some((partner) => own.includes(partner));
}

async function partnersOf(
  hooks: Hooks,
  shortcode: Shortcode,
  all: readonly Partial<Teller>[],
): Promise<readonly PartnerId[]> {
  const listed = await hooks.shortcode(shortcode);
  if (listed) return [listed.partnerId];
  return all.flatMap((teller) => (teller.shortcode === shortcode ? (teller.partnerId ?? []) : []));
}

/** Of money that several URLs told of, all are another partner's; or all of `asked` among them. */
export async function isAnothersMoney(
  hooks: Hooks,
  payment: Owned,
  money: Money,
  asked: readonly Teller[] = tellersOf(money),
): Promise<boolean> {
  const all = tellersOf(money);
  const each = await Promise.all(asked.map((teller) => isAnothers(hooks, payment, teller, all)));
  return each.length > 0 && each.every(Boolean);
}

export interface Owners {
  /** The payments that have the receipt already. */
  readonly known: readonly PaymentId[];
  /** One of them that is another partner's than the URL's that tells of it again. */
  readonly other?: PaymentId;
}

/** Who has the receipt that is told of. */
export async function ownersOf(
  needs: Pick<ReconcileDependencies, 'hooks' | 'payments' | 'transactions'>,
  told: TransactionHead,
): Promise<Owners> {
  const [teller] = tellersOf(told);
  const [head] = await needs.transactions.transactions([told]);
  const known = (head?.allocations ?? []).map(({ paymentId }) => paymentId);
  if (!teller || !head || known.length === 0) return { known };
  const all = tellersOf(head);
  const isOthers = (owned: Owned) => isAnothers(needs.hooks, owned, teller, all);
  // Whichever of them the head is listed under: that is a matter of hashes.
  const areOthers = await Promise.all(all.map(isOthers));
  if (!areOthers.includes(true)) return { known };
  for (const { id, shortcode = head.shortcode } of await needs.payments.byIds(known)) {
    if (await isOthers(shortcode ? { shortcode } : {})) return { known, other: id };
  }
  return { known };
}
