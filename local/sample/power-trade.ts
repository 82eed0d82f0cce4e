import { ObjectId } from 'mongodb';
import { hexadecimals, type Random, seededRandom } from '../mpesa/random.ts';
import { anyForm, anyUnreadable } from './power-forms.ts';

/** A sold meter token as the operator's MongoDB holds it. */
export interface PowerDocument {
  readonly _id: ObjectId;
  readonly amount: unknown;
  readonly status: 'fulfilled' | 'processing' | 'failed' | 'refunded';
  readonly utility: string;
  readonly meter: string;
  readonly token?: string;
  readonly createdAt: Date | string;
}

/** With what is known from how it was made. */
export interface PowerItem {
  readonly document: PowerDocument;
  readonly at: number;
  /** Absent where the amount cannot be read. */
  readonly amountMinor?: number;
  /** Paid, but its token comes so late that the report of its window does not know of it. */
  readonly isLate: boolean;
}

const itemCount = 5_000;
const hourMs = 3_600_000;
const spanMs = 48 * hourMs;
const lateMs = 20 * 60_000;

/** In hundredths of all sales. */
const utilities = [
  ['IKEDC', 30],
  ['EKEDC', 24],
  ['AEDC', 15],
  ['IBEDC', 11],
  ['PHED', 8],
  ['KEDCO', 6],
  ['BEDC', 4],
  ['JED', 2],
] as const;

/** By the hour in Lagos: people buy before work, at noon, and when the lights go out. */
const rush = [2, 1, 1, 1, 1, 3, 6, 8, 8, 7, 6, 6, 7, 6, 5, 5, 6, 7, 9, 10, 9, 8, 6, 4];

/** Two days of sold power up to `now` (epoch milliseconds). The same seed and time give the same items. */
export function makePowerTrade({
  now,
  seed = 777,
}: {
  readonly now: number;
  readonly seed?: number;
}): readonly PowerItem[] {
  const random = seededRandom(seed);
  const times = Array.from({ length: itemCount }, () => rushTime(random, now)).sort((a, b) => a - b);
  return times.map((at) => makeItem(random, at));
}

function makeItem(random: Random, at: number): PowerItem {
  const isLate = at % (6 * hourMs) > 6 * hourMs - lateMs && random.chance(0.5);
  const status = isLate ? 'processing' : anyStatus(random);
  const amountMinor = random.chance(0.012) ? undefined : anyAmount(random);
  const amount = amountMinor === undefined ? anyUnreadable(random) : anyForm(random, amountMinor);
  const document = {
    _id: new ObjectId(
      Math.floor(at / 1_000)
        .toString(16)
        .padStart(8, '0') + random.text(16, hexadecimals),
    ),
    amount,
    status,
    utility: anyUtility(random),
    meter: `0${random.text(10, '0123456789')}`,
    ...(status === 'fulfilled' && { token: random.text(20, '0123456789').replace(/(\d{4})(?=\d)/g, '$1-') }),
    createdAt: anyTime(random, at),
  };
  return { document, at, isLate, ...(amountMinor !== undefined && { amountMinor }) };
}

function anyStatus(random: Random): PowerDocument['status'] {
  if (random.chance(0.93)) return 'fulfilled';
  return random.pick(['failed', 'failed', 'failed', 'processing', 'refunded']);
}

/** Round sums as a rule; some with the kobo of a fee. */
function anyAmount(random: Random): number {
  const naira = random.pick([500, 1_000, 1_000, 1_500, 2_000, 2_000, 3_000, 5_000, 5_000, 10_000, 20_000]);
  const times = random.chance(0.03) ? random.integer(2, 12) : 1;
  const feeMinor = random.chance(0.2) ? random.integer(1, 99) + 100 * random.integer(0, 99) : 0;
  return naira * times * 100 + feeMinor;
}

function anyUtility(random: Random): string {
  let left = random.integer(1, 100);
  for (const [name, share] of utilities) {
    left -= share;
    if (left <= 0) return name;
  }
  return utilities[0][0];
}

/** Most as a date; some as text, in UTC or as the clocks in Lagos show. */
function anyTime(random: Random, at: number): Date | string {
  const date = new Date(at);
  if (random.chance(0.8)) return date;
  if (random.chance(0.7)) return date.toISOString();
  return new Date(at + hourMs).toISOString().replace('Z', '+01:00');
}

function rushTime(random: Random, now: number): number {
  for (;;) {
    const at = now - 1 - Math.floor(random.next() * spanMs);
    const hour = new Date(at + hourMs).getUTCHours();
    if (random.chance((rush[hour] ?? 0) / 10)) return at;
  }
}
