import { parseMinor } from '../kernel/money.ts';
import { asText } from './fields.ts';

/** One account of a shortcode, all amounts in minor units; any of them may be below zero. */
export interface Account {
  readonly name: string;
  readonly currency: string;
  readonly currentMinor: number;
  /** What can be spent: the figure to watch. */
  readonly availableMinor: number;
  readonly reservedMinor: number;
  readonly unclearedMinor: number;
  /** False where current is not available plus reserved, as it is everywhere else. */
  readonly isConsistent: boolean;
}

/**
 * Reads `Utility Account|KES|63970.75|61470.75|2500.00|0.00&…` (daraja, Account Balance): any number of accounts in any order.
 * One that cannot be read is left out, since nothing must be taken for zero; a name that comes twice counts once.
 */
export function parseAccounts(value: unknown): readonly Account[] {
  const accounts = (asText(value) ?? '').split('&').flatMap(parseAccount);
  return [...new Map(accounts.toReversed().map((account) => [account.name, account])).values()].toReversed();
}

function parseAccount(text: string): readonly Account[] {
  const fields = text.split('|').map((field) => field.trim());
  const [name, currency, ...figures] = fields;
  if (!name || !currency || figures.length !== 4) return [];
  const amounts = figures.map(parseMinor).flatMap((amount) => (amount.ok ? [amount.value] : []));
  const [currentMinor, availableMinor, reservedMinor, unclearedMinor] = amounts;
  if (
    currentMinor === undefined ||
    availableMinor === undefined ||
    reservedMinor === undefined ||
    unclearedMinor === undefined
  )
    return [];
  const isConsistent = currentMinor === availableMinor + reservedMinor;
  return [{ name, currency, currentMinor, availableMinor, reservedMinor, unclearedMinor, isConsistent }];
}
