import { sha256 } from '../kernel/canonical-json.ts';
import { receipt as asReceipt, type Receipt, type Shortcode } from '../kernel/identifiers.ts';
import type { Payment } from './payment.ts';
import type { AllocationRule, Transaction } from './transaction.ts';

/** What a payment and a transaction may have in common; `key` is equal text on both sides. */
export interface RankedKey {
  readonly rule: Exclude<AllocationRule, 'person'>;
  readonly key: string;
}

type Bearer = Pick<Payment, 'checkoutRequestId' | 'mpesaReceipt' | 'reference' | 'shortcode'>;

/** A reference as it is compared: upper case, only A–Z and 0–9 kept. Customers type blanks, dashes and lower case. */
export const normaliseReference = (reference: string): string =>
  reference.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

/** The receipt that a payment names, as M-Pesa writes it; undefined where there is none in the text. */
export const receiptNamedBy = ({ mpesaReceipt }: Pick<Payment, 'mpesaReceipt'>): Receipt | undefined => {
  const text = normaliseReference(mpesaReceipt ?? '');
  return text === '' ? undefined : asReceipt(text);
};

/** Strongest first. A payment without a shortcode waits at any (`*`). */
export function keysOfPayment(payment: Bearer): readonly RankedKey[] {
  return [
    ...(payment.checkoutRequestId ? [checkoutRequestKey(payment.checkoutRequestId)] : []),
    ...(payment.mpesaReceipt ? [receiptKey(payment.mpesaReceipt)].filter(hasText) : []),
    ...keysUnder([payment.shortcode || '*'], payment.reference),
  ];
}

/**
 * Strongest first. Only what a payment waits for has keys: money in, and payouts (without a reference, which M-Pesa does
 * not tell of them). A reversal is found through what it reverses; charges and sweeps are nobody's.
 */
export function keysOfTransaction(
  transaction: Pick<
    Transaction,
    'kind' | 'receipt' | 'checkoutRequestIds' | 'reference' | 'shortcode' | 'statedShortcode' | 'alsoAssumed'
  >,
): readonly RankedKey[] {
  const { kind, receipt, checkoutRequestIds, reference } = transaction;
  if (kind !== 'payment' && kind !== 'payout') return [];
  return [
    ...checkoutRequestIds.map(checkoutRequestKey),
    receiptKey(receipt),
    ...(kind === 'payment' ? keysOfReference(reference, shortcodesOf(transaction)) : []),
  ];
}

export const checkoutRequestKey = (id: string): RankedKey => ({
  rule: 'checkout_request_id',
  key: `crq#${id}`,
});

/** The receipt that such a key names; undefined for any other key. */
export const receiptOfKey = (key: string): string | undefined =>
  key.startsWith(receiptPrefix) ? key.slice(receiptPrefix.length) : undefined;

const receiptPrefix = 'receipt#';
const receiptKey = (receipt: string): RankedKey => ({
  rule: 'receipt',
  key: `${receiptPrefix}${short(normaliseReference(receipt))}`,
});

const hasText = ({ key }: RankedKey): boolean => key !== receiptPrefix;

/** Under which payments with this reference wait: those of the shortcodes, and those without one. */
export const keysOfReference = (
  reference: string | undefined,
  shortcodes: readonly string[],
): readonly RankedKey[] => keysUnder([...shortcodes, '*'], reference);

/** The shortcodes that a payment of this money may name. */
export const shortcodesOf = ({
  shortcode,
  statedShortcode,
  alsoAssumed = [],
}: Pick<Transaction, 'shortcode' | 'statedShortcode' | 'alsoAssumed'>): readonly Shortcode[] =>
  [shortcode, statedShortcode, ...alsoAssumed].filter((each) => each !== undefined);

function keysUnder(shortcodes: readonly string[], reference: string | undefined): readonly RankedKey[] {
  const normalised = normaliseReference(reference ?? '');
  if (normalised === '') return [];
  return shortcodes.map((shortcode) => ({
    rule: 'reference',
    key: `reference#${shortcode}#${short(normalised)}`,
  }));
}

/** A key must fit into the store's; equal texts stay equal. */
const short = (text: string): string => (text.length > 200 ? sha256(text) : text);
