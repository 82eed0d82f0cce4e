import { Decimal128, Double, Int32, Long } from 'mongodb';
import type { Random } from '../mpesa/random.ts';

/** One way in which a system writes an amount down. */
type Form = (minor: number) => unknown;

const fixed = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
const grouped = (minor: number, separator: string): string =>
  fixed(minor).replace(/\B(?=(\d{3})+\.)/g, separator);
const shortest = (minor: number): string => fixed(minor).replace(/\.00$/, '');

/** Each as often as it stands here. */
const forms: readonly (readonly [weight: number, form: Form])[] = [
  [26, (minor) => (minor % 100 === 0 ? new Int32(minor / 100) : new Double(minor / 100))],
  [14, (minor) => new Double(minor / 100)],
  [12, (minor) => Decimal128.fromString(fixed(minor))],
  [8, (minor) => (minor % 100 === 0 ? Long.fromNumber(minor / 100) : Decimal128.fromString(fixed(minor)))],
  [14, (minor) => grouped(minor, ',')],
  [8, shortest],
  [8, (minor) => `₦${grouped(minor, ',')}`],
  [4, (minor) => `NGN ${grouped(minor, ' ')}`],
  [2, (minor) => `₦ ${shortest(minor)}`],
  [2, (minor) => `N${grouped(minor, ',')}`],
  // As a sum of parts comes out of binary arithmetic.
  [2, (minor) => new Double(minor / 100 + 1e-11)],
];

const unreadable: readonly [unknown, ...unknown[]] = [
  'pending',
  '',
  null,
  Number.NaN,
  'N/A',
  '1.500,00',
  'see receipt',
  '$25.00',
  { value: 1_500, currency: 'NGN' },
];

/** The amount in some form or other, exactly. */
export function anyForm(random: Random, minor: number): unknown {
  let left = random.integer(1, 100);
  for (const [weight, form] of forms) {
    left -= weight;
    if (left <= 0) return form(minor);
  }
  return fixed(minor);
}

export const anyUnreadable = (random: Random): unknown => random.pick(unreadable);
