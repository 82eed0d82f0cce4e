import { failed, ok, type Result } from './result.ts';

const decimal = /^([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d*))?$/;

/**
 * Reads an amount in major units exactly: `1200`, `"1,200.00"`, `" 1200.5 "`, `-0.05`.
 *
 * @returns integer minor units, or in words what was expected. More than two decimals are refused unless they are zeros:
 * an amount is never rounded.
 */
export function parseMinor(value: unknown): Result<number, string> {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return failed('an amount, as a number or text');
  const match = decimal.exec(text.trim());
  if (!match) return failed('an amount such as 1200, 1200.50 or 1,200.50');

  const [, sign, whole = '', fraction = ''] = match;
  const cents = fraction.slice(0, 2).padEnd(2, '0');
  if (/[1-9]/.test(fraction.slice(2))) return failed('an amount with at most two decimals');
  const minor = Number(whole.replaceAll(',', '') + cents);
  if (!Number.isSafeInteger(minor)) return failed('an amount that is not larger than 90 trillion');
  return ok(sign === '-' && minor !== 0 ? -minor : minor);
}

/** Major units as a number, for JSON at the edges only: 120050 → 1200.5. */
export const majorNumber = (minor: number): number => minor / 100;

/** `KES 1,200.00`; a negative amount is `KES -1,200.00`. */
export function formatMoney(minor: number, currency: string): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${currency} ${minor < 0 ? '-' : ''}${whole}.${digits.slice(-2)}`;
}

export const formatKes = (minor: number): string => formatMoney(minor, 'KES');
