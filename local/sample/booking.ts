import { Decimal128, ObjectId } from 'mongodb';
import { nameOf } from '../mpesa/customers.ts';
import { hexadecimals, type Random } from '../mpesa/random.ts';
import { busTrade, type Trade, trades } from './partners.ts';

/** What a customer has booked, before anything is paid. */
export interface Booking {
  readonly id: string;
  readonly trade: Trade;
  readonly shortcode: string;
  readonly kind: 'paybill' | 'till';
  readonly reference: string;
  readonly amountMinor: number;
  readonly phone: string;
  readonly createdAt: number;
  readonly details: Readonly<Record<'fleetId' | 'route' | 'vehicle' | 'driver' | 'staff', string>>;
}

export type OperatorStatus = 'pending' | 'processing' | 'completed' | 'failed' | 'expired' | 'refunded';

/** What the operator's system knows of how it went. */
export interface Progress {
  readonly status: OperatorStatus;
  readonly checkoutRequestId?: string;
  readonly mpesaReceipt?: string;
  readonly updatedAt: number;
  /** Where the operator's own data are not in order. */
  readonly partnerId?: string;
  readonly reference?: string;
}

/** One of a hundred invented numbers. */
export const anyPhone = (random: Random): string => `254700000${random.integer(100, 199)}`;

/** As often as they sell. */
export function anyTrade(random: Random): Trade {
  let left = random.integer(1, 100);
  for (const trade of trades) {
    left -= trade.share;
    if (left <= 0) return trade;
  }
  return busTrade;
}

/** Blanks, lower case, no dash: as people type on a phone. */
export function typedReference(random: Random, reference: string): string {
  const [prefix = '', number = ''] = reference.split('-');
  return random.pick([
    `${prefix.toLowerCase()} ${number}`,
    `${prefix}${number}`,
    ` ${reference} `,
    `${prefix} ${number}`,
    reference.toLowerCase(),
  ]);
}

export function newBooking(
  random: Random,
  given: {
    readonly trade: Trade;
    readonly kind: 'paybill' | 'till';
    readonly number: number;
    readonly createdAt: number;
  },
): Booking {
  const { trade, kind, number, createdAt } = given;
  const { from, to, step } = trade.price;
  const seconds = Math.floor(createdAt / 1_000)
    .toString(16)
    .padStart(8, '0');
  // Small sums are the usual ones.
  const height = random.next() ** 2;
  return {
    id:
      trade.writes === 'text'
        ? `visit-${String(number).padStart(6, '0')}`
        : seconds + random.text(16, hexadecimals),
    trade,
    shortcode: kind === 'till' ? (trade.till ?? trade.paybill) : trade.paybill,
    kind,
    reference: trade.prefix + String(number).padStart(5, '0'),
    amountMinor: (from + Math.floor((height * (to - from)) / step) * step) * 100,
    phone: anyPhone(random),
    createdAt,
    details: {
      fleetId: random.pick(trade.fleets),
      route: random.pick(trade.routes),
      vehicle: random.pick(trade.vehicles),
      driver: random.pick(trade.drivers),
      staff: random.pick(trade.staff),
    },
  };
}

export interface PaymentDocument {
  readonly _id: string | ObjectId;
  readonly reference: string;
  readonly amount: number | string | Decimal128;
  readonly currency: 'KES';
  readonly status: OperatorStatus;
  readonly method: 'mpesa';
  readonly payerName: string;
  readonly payerPhone: string;
  readonly partnerId: string;
  readonly shortcode: string;
  readonly fleetId: string;
  readonly route: string;
  readonly vehicle: string;
  readonly driver: string;
  readonly staff: string;
  readonly checkoutRequestId: string | null;
  readonly mpesaReceipt: string | null;
  readonly createdAt: Date | string;
  readonly updatedAt: Date | string;
}

/** The booking as the operator's MongoDB holds it, in the manner of its partner's system. */
export function paymentDocument(booking: Booking, progress: Progress): PaymentDocument {
  const { first, last } = nameOf(booking.phone);
  const { partner, writes } = booking.trade;
  const major = (booking.amountMinor / 100).toFixed(2);
  const time = (at: number): Date | string => (writes === 'text' ? new Date(at).toISOString() : new Date(at));
  return {
    _id: writes === 'text' ? booking.id : new ObjectId(booking.id),
    reference: progress.reference ?? booking.reference,
    amount: writes === 'text' ? major : writes === 'decimal' ? Decimal128.fromString(major) : Number(major),
    currency: 'KES',
    status: progress.status,
    method: 'mpesa',
    payerName: `${first} ${last.charAt(0)}.`,
    payerPhone: booking.phone,
    partnerId: progress.partnerId ?? partner._id,
    shortcode: booking.shortcode,
    ...booking.details,
    checkoutRequestId: progress.checkoutRequestId ?? null,
    mpesaReceipt: progress.mpesaReceipt ?? null,
    createdAt: time(booking.createdAt),
    updatedAt: time(progress.updatedAt),
  };
}
