import type { Paid, Push } from '../mpesa/ledger.ts';
import { type Random, seededRandom } from '../mpesa/random.ts';
import { anyTrade, type Booking, newBooking, type PaymentDocument, paymentDocument } from './booking.ts';
import { type MpesaSide, mpesaSide, type Play } from './mpesa-side.ts';
import { busTrade, type PartnerDocument, trades } from './partners.ts';
import type { Fate, Outcome } from './plots.ts';
import { makePowerTrade, type PowerItem } from './power-trade.ts';
import { type Story, stories } from './stories.ts';
import { type QuarantineReason, strangeCallbacks, strangeMoney } from './strangers.ts';

export interface ExpectedPayment extends Outcome {
  readonly id: string;
  /** The name of what became of it. */
  readonly story: string;
}

export interface ExpectedTransaction {
  readonly receipt: string;
  readonly fate: Fate;
}

/** What must be found once every play has been taken; known from how the sample was made, not from deciding. */
export interface Expected {
  readonly payments: readonly ExpectedPayment[];
  readonly transactions: readonly ExpectedTransaction[];
  readonly quarantined: Readonly<Record<QuarantineReason, number>>;
}

export interface Sample {
  readonly partners: readonly PartnerDocument[];
  readonly payments: readonly PaymentDocument[];
  /** Callbacks in the order in which they are posted, some twice. */
  readonly plays: readonly Play[];
  /** What M-Pesa itself knows, for its ledger. */
  readonly history: { readonly paid: readonly Paid[]; readonly pushes: readonly Push[] };
  readonly expected: Expected;
  /** What the operator sold beside: meter tokens. */
  readonly power: readonly PowerItem[];
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Old enough that nothing changes by time any more, the customer's own minutes included. */
const youngestOldMs = 26 * minuteMs;

/** Payments by the hour of the day in East Africa: people travel in the morning and at the end of work. */
const rush = [0, 0, 0, 0, 1, 4, 9, 10, 8, 5, 4, 5, 7, 6, 4, 4, 6, 9, 10, 7, 4, 3, 1, 0];

/**
 * Two days of trade of three partners up to `now` (epoch milliseconds). The same seed and time give the same sample. What
 * is expected holds for a run that begins at `now` and lasts up to ten minutes.
 */
export function makeSample({ now, seed = 2026 }: { readonly now: number; readonly seed?: number }): Sample {
  const random = seededRandom(seed);
  const mpesa = mpesaSide(random);
  const anyTime = () => rushTime(random, now);
  const expected: ExpectedPayment[] = [];
  const transactions: ExpectedTransaction[] = [];
  const payments: PaymentDocument[] = [];

  for (const { story, booking } of bookings(random, now)) {
    const from = mpesa.paid.length;
    const { progress, fate, status, issues } = story.tell({ random, mpesa, booking });
    payments.push(paymentDocument(booking, progress));
    expected.push({ id: booking.id, story: story.name, status, issues });
    transactions.push(
      ...mpesa.paid.slice(from).map(({ receipt }) => ({ receipt, fate: fate ?? 'unmatched' })),
    );
  }

  const strange = strangeMoney(random, mpesa, anyTime);
  transactions.push(...strange.unmatched.map((receipt) => ({ receipt, fate: 'unmatched' as const })));
  transactions.push(...strange.ignored.map((receipt) => ({ receipt, fate: 'ignored' as const })));
  const refused = strangeCallbacks(random, anyTime);
  const quarantined = { ...noneQuarantined };
  for (const { reason } of refused) quarantined[reason] += 1;

  return {
    partners: trades.map(({ partner }) => partner),
    payments,
    plays: inOrderOfArrival(random, mpesa.plays, refused),
    history: { paid: mpesa.paid, pushes: mpesa.pushes },
    expected: { payments: expected, transactions, quarantined },
    power: makePowerTrade({ now, seed: seed + 1 }),
  };
}

const noneQuarantined: Record<QuarantineReason, number> = {
  unknown_token: 0,
  unknown_channel: 0,
  unreadable_body: 0,
  unknown_kind: 0,
  invalid_field: 0,
  shortcode_mismatch: 0,
};

/** All bookings in the order of time, each with what becomes of it. */
function bookings(
  random: Random,
  now: number,
): readonly { readonly story: Story; readonly booking: Booking }[] {
  const planned = stories
    .flatMap((story) => Array.from({ length: story.count / (story.inPairs ? 2 : 1) }, () => story))
    .map((story) => ({
      story,
      at: story.age === 'fresh' ? now - random.integer(60, 150) * 1_000 : rushTime(random, now),
    }))
    .sort((a, b) => a.at - b.at);
  let number = 0;
  return planned.flatMap(({ story, at }) => {
    const trade = story.kind === 'till' ? busTrade : anyTrade(random);
    const make = (createdAt: number) => {
      number += 1;
      return newBooking(random, { trade, kind: story.kind, number, createdAt });
    };
    const booking = make(at);
    const twin = story.inPairs ? [{ ...make(at + 30_000), reference: booking.reference }] : [];
    return [booking, ...twin].map((one) => ({ story, booking: one }));
  });
}

function rushTime(random: Random, now: number): number {
  for (;;) {
    const at = now - youngestOldMs - Math.floor(random.next() * 2 * dayMs);
    const hour = new Date(at + 3 * 60 * minuteMs).getUTCHours();
    if (random.chance((rush[hour] ?? 0) / 10)) return at;
  }
}

/** Most come as they were sent; some late, and some a second time. */
function inOrderOfArrival(
  random: Random,
  good: MpesaSide['plays'],
  refused: readonly Play[],
): readonly Play[] {
  const again = good
    .filter(() => random.chance(0.03))
    .map((play) => ({ ...play, at: play.at + random.integer(1, 900) * 1_000 }));
  return [...good, ...again, ...refused]
    .map((play) => ({
      play,
      arrivesAt: play.at + (random.chance(0.1) ? random.integer(-600, 600) * 1_000 : 0),
    }))
    .sort((a, b) => a.arrivesAt - b.arrivesAt)
    .map(({ play }) => play);
}
