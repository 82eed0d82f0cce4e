import { setTimeout as pause } from 'node:timers/promises';
import type { Collection } from 'mongodb';
import type { CustomerPayments, Intent } from '../mpesa/customer-payments.ts';
import type { Merchant, MpesaDirectory } from '../mpesa/directory.ts';
import type { OperatorBookings } from '../mpesa/operator-bookings.ts';
import { type Random, seededRandom } from '../mpesa/random.ts';
import { outcomes } from '../mpesa/result-codes.ts';
import {
  anyTrade,
  type Booking,
  newBooking,
  type PaymentDocument,
  paymentDocument,
  typedReference,
} from './booking.ts';

export interface CustomersPace {
  /** A new customer after so long, more or less; what each of them does takes its time in proportion. @default 4000 */
  readonly everyMs?: number;
  readonly seed?: number;
}

interface Parts extends CustomersPace {
  /** The operator's own collection. */
  readonly payments: Collection<PaymentDocument>;
  readonly bookings: OperatorBookings;
  readonly directory: MpesaDirectory;
  readonly customers: CustomerPayments;
  /** Told when a customer could not be played. */
  readonly warn: (message: string) => void;
}

export interface SimulatedCustomers {
  /** Customers stop where they are; resolves when none does anything any more. */
  stop(): Promise<void>;
}

const usualMs = 4_000;

/** Customers who book and pay, one after the other, for as long as the system is up; not all of them succeed. */
export function simulateCustomers(parts: Parts): SimulatedCustomers {
  const { everyMs = usualMs, seed = Date.now(), warn } = parts;
  const random = seededRandom(seed);
  const stopping = new AbortController();
  const pace = everyMs / usualMs;
  const wait = (ms: number) => pause(ms * pace, undefined, { signal: stopping.signal });
  const underWay = new Set<Promise<void>>();

  const run = async (): Promise<void> => {
    let number = await parts.payments.estimatedDocumentCount();
    for (;;) {
      await wait(usualMs * (0.5 + random.next()));
      number += 1;
      const customer = serve(parts, random, number, wait)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) warn(`a simulated customer was lost: ${nameOf(error)}`);
        })
        .finally(() => underWay.delete(customer));
      underWay.add(customer);
    }
  };
  const running = run().catch((error: unknown) => {
    if (!stopping.signal.aborted) warn(`no more simulated customers: ${nameOf(error)}`);
  });

  return {
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(underWay);
    },
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');

type Wait = (ms: number) => Promise<unknown>;

async function serve(parts: Parts, random: Random, number: number, wait: Wait): Promise<void> {
  const trade = anyTrade(random);
  const kind = trade.till && random.chance(0.2) ? 'till' : 'paybill';
  const booking = newBooking(random, { trade, kind, number, createdAt: Date.now() });
  const merchant = await parts.directory.merchant(booking.shortcode);
  // The sample's partners may have been replaced by others.
  if (!merchant) return;
  await parts.payments.insertOne(
    paymentDocument(booking, { status: 'pending', updatedAt: booking.createdAt }),
  );
  await wait(random.integer(2_000, 6_000));

  const byPush = kind === 'till' || random.chance(0.6);
  const receipt = byPush
    ? await push(parts, random, booking, merchant)
    : await payFromMenu(parts, random, booking, merchant);
  await wait(random.integer(3_000, 8_000));
  await notice(parts, random, booking, receipt);
}

/** @returns the receipt, if the customer paid. */
async function push(
  parts: Parts,
  random: Random,
  booking: Booking,
  merchant: Merchant,
): Promise<string | undefined> {
  const failure = random.pick([
    'cancelled',
    'cancelled',
    'insufficient_funds',
    'no_answer',
    'wrong_pin',
  ] as const);
  const { end } = await parts.customers.prompt(intentOf(booking, merchant), {
    callbackUrl: merchant.stkUrl,
    answersAfterMs: 0,
    resultCode: outcomes[random.chance(0.82) ? 'success' : failure],
    taken: (id) => parts.bookings.pushSent(booking.id, id, Date.now()),
  });
  return end.accepted ? end.receipt : undefined;
}

/** Some type the amount or the reference wrong. */
async function payFromMenu(
  parts: Parts,
  random: Random,
  booking: Booking,
  merchant: Merchant,
): Promise<string | undefined> {
  const isWrong = random.chance(0.04);
  const end = await parts.customers.pay({
    ...intentOf(booking, merchant),
    amountMinor: booking.amountMinor + (random.chance(0.05) ? 5_000 : 0),
    reference: isWrong
      ? 'fare'
      : random.chance(0.3)
        ? typedReference(random, booking.reference)
        : booking.reference,
  });
  return end.accepted ? end.receipt : undefined;
}

const intentOf = ({ reference, amountMinor, phone }: Booking, merchant: Merchant): Intent => ({
  merchant,
  reference,
  amountMinor,
  phone,
});

/** The operator's system comes to know by itself how it went; now and then it does not. */
async function notice(
  { payments }: Parts,
  random: Random,
  booking: Booking,
  receipt: string | undefined,
): Promise<void> {
  if (random.chance(0.03)) return;
  const progress = receipt
    ? ({ status: 'completed', mpesaReceipt: receipt, updatedAt: Date.now() } as const)
    : ({ status: 'failed', updatedAt: Date.now() } as const);
  const { _id, status, updatedAt, mpesaReceipt } = paymentDocument(booking, progress);
  await payments.updateOne({ _id }, { $set: { status, updatedAt, ...(mpesaReceipt && { mpesaReceipt }) } });
}
