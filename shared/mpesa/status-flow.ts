import { type Receipt, receipt, type Shortcode } from '../kernel/identifiers.ts';
import { parseMinor } from '../kernel/money.ts';
import { asText } from './fields.ts';
import type { Direction, TransactionKind, TransactionNotice } from './notice.ts';
import { asReceipt } from './receipt.ts';
import type { ResultParameters } from './result-envelope.ts';
import { type Party, readParty } from './status-party.ts';

type Flow = Pick<
  TransactionNotice,
  | 'kind'
  | 'direction'
  | 'shortcode'
  | 'shortcodeAssumed'
  | 'phone'
  | 'payerName'
  | 'chargeMinor'
  | 'reversesReceipt'
>;

interface Parties {
  readonly debit: Party;
  readonly credit: Party;
}

/** From whom to whom the money of a status result went, and so what kind of transaction it is, seen from our shortcode. */
export function readFlow(parameters: ResultParameters, hookShortcode: Shortcode): Flow {
  const parties = readParties(parameters);
  const { kind, direction } = kindOf(parties, parameters, hookShortcode);
  const [own, other] = direction === 'in' ? [parties.credit, parties.debit] : [parties.debit, parties.credit];
  const chargeMinor = readCharge(
    parameters.get(direction === 'in' ? 'CreditPartyCharges' : 'DebitPartyCharges')?.[0],
  );
  const reverses = kind === 'reversal' ? reversedReceipt(parameters) : undefined;
  return {
    kind,
    direction,
    ...(own.shortcode ? { shortcode: own.shortcode } : { shortcode: hookShortcode, shortcodeAssumed: true }),
    ...(other.phone && { phone: other.phone }),
    ...(other.name && { payerName: other.name }),
    ...(chargeMinor !== undefined && { chargeMinor }),
    ...(reverses && { reversesReceipt: reverses }),
  };
}

/** Safaricom's own sample names the debit party twice; the second is really the credit party. */
function readParties(parameters: ResultParameters): Parties {
  const [debit, second] = parameters.get('DebitPartyName') ?? [];
  return { debit: readParty(debit), credit: readParty(parameters.get('CreditPartyName')?.[0] ?? second) };
}

const sweepReason = /Account to .*Account$|Organization Settle|to Bank$|^Real Time/i;
const payoutReason = /to Customer|^(Business|Salary|Promotion) ?Payment/i;
const payoutAccount = /^(Utility|Working|Merchant)/i;

function kindOf(
  { debit, credit }: Parties,
  parameters: ResultParameters,
  hookShortcode: Shortcode,
): { kind: TransactionKind; direction: Direction } {
  const reason = asText(parameters.get('ReasonType')?.[0]) ?? '';
  if (/reversal/i.test(reason)) return { kind: 'reversal', direction: credit.shortcode ? 'in' : 'out' };
  if (/charge$/i.test(reason)) return { kind: 'charge', direction: 'out' };
  if (sweepReason.test(reason)) return { kind: 'sweep-out', direction: 'out' };
  if (debit.phone) return { kind: 'payment', direction: 'in' };
  if (debit.shortcode && credit.phone) return { kind: 'payout', direction: 'out' };
  if (debit.shortcode && credit.shortcode) {
    const isOurs = debit.shortcode === hookShortcode && credit.shortcode !== hookShortcode;
    return isOurs ? { kind: 'payout', direction: 'out' } : { kind: 'payment', direction: 'in' };
  }
  const account = asText(parameters.get('DebitAccountType')?.[0]) ?? '';
  const isPayout = payoutReason.test(reason) || payoutAccount.test(account);
  return isPayout ? { kind: 'payout', direction: 'out' } : { kind: 'payment', direction: 'in' };
}

/** `Pay Utility Charge By Organization|KES|6.60`, several joined by `&`. */
function readCharge(value: unknown): number | undefined {
  const text = asText(value);
  if (text === undefined) return undefined;
  const charges = text.split('&').map((part) => parseMinor(part.split('|').at(-1)));
  return charges.every((charge) => charge.ok)
    ? charges.reduce((sum, { value: minor }) => sum + minor, 0)
    : undefined;
}

function reversedReceipt(parameters: ResultParameters): Receipt | undefined {
  const keys = ['OriginalTransactionID', 'LinkedTransactionID', 'OriginalReceiptNo'];
  const found = keys.map((key) => asReceipt(parameters.get(key)?.[0])).find((text) => text !== undefined);
  return found === undefined ? undefined : receipt(found);
}
