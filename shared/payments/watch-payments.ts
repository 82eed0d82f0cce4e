import * as z from 'zod/mini';
import { sha256 } from '../kernel/canonical-json.ts';
import type { PaymentId } from '../kernel/identifiers.ts';
import { fingerprint } from './fingerprint.ts';
import type { HookDirectory } from './hook-directory.ts';
import { isByMpesa, type Payment } from './payment.ts';
import type { BookEntry, PaymentBook } from './payment-book.ts';
import type { IndexedPayments } from './payment-index.ts';
import type { WatchMarkStore } from './watch-mark.ts';

export interface WatchDependencies {
  readonly payments: PaymentBook;
  readonly indexed: IndexedPayments;
  readonly hooks: HookDirectory;
  readonly mark: WatchMarkStore;
  /** Has the payment decided; at least once. */
  readonly request: (changes: readonly PaymentChange[]) => Promise<void>;
  readonly unreadable: (entry: BookEntry) => void;
  /** What this instance asked for lately: a queue that is behind is not filled with the same again. */
  readonly asked: Map<PaymentId, { readonly fingerprint: string; readonly at: number }>;
  readonly settings: WatchSettings;
}

export interface PaymentChange {
  readonly paymentId: PaymentId;
  readonly trigger: 'payment_initiation' | 'payment_changed';
}

export const watchSettings = z.strictObject({
  /** Up to so many documents, every look compares all of them, so that a change without `updatedAt` is seen as well. */
  compareAllUpTo: z._default(z.int().check(z.nonnegative()), 10_000),
});
export type WatchSettings = z.infer<typeof watchSettings>;

export interface Watched {
  readonly seen: number;
  readonly changed: number;
  readonly wasFullCheck: boolean;
}

const overlapMs = 2 * 60_000;
const askAgainAfterMs = 10 * 60_000;
const compareEveryMs = 24 * 3_600_000;
const bucketCount = 256;
const chunkSize = 100;

/**
 * Sees what changed in the operator's payments, and has it reconciled. It asks first and remembers last: a payment
 * counts as seen only once it was reconciled as it is, so a crash in between costs a repetition, never a change.
 *
 * @param now the time of the look, epoch milliseconds.
 */
export async function watchPayments(deps: WatchDependencies, now: number): Promise<Watched> {
  await deps.hooks.putShortcodes(await deps.payments.shortcodes());
  forgetAsked(deps, now);
  const isSmall = (await deps.payments.count()) <= deps.settings.compareAllUpTo;
  const watched = isSmall ? await compareAll(deps, now) : await followChanges(deps, now);
  await deps.mark.saveWatermark(now);
  return watched;
}

/**
 * Compares all payments once a day, where they are too many to compare at every look: a change without `updatedAt` is seen
 * so, and what was there before the first look. Side by side with looks; what both ask for is decided once.
 */
export async function comparePayments(
  deps: Omit<WatchDependencies, 'hooks'>,
  now: number,
): Promise<Watched | undefined> {
  if ((await deps.payments.count()) <= deps.settings.compareAllUpTo) return undefined;
  const last = await deps.mark.comparison();
  if (last && now - last.at < compareEveryMs) return undefined;
  forgetAsked(deps, now);
  return compareAll(deps, now);
}

type CompareDependencies = Omit<WatchDependencies, 'hooks'>;

function forgetAsked({ asked }: CompareDependencies, now: number): void {
  for (const [id, { at }] of asked) if (now - at >= askAgainAfterMs) asked.delete(id);
}

async function followChanges(deps: WatchDependencies, now: number): Promise<Watched> {
  const watermark = (await deps.mark.watermark()) ?? now;
  let seen = 0;
  let changed = 0;
  for await (const chunk of chunksOf(readable(deps, deps.payments.changedSince(watermark - overlapMs)))) {
    seen += chunk.length;
    changed += await requestDiffering(deps, chunk.map(entryOf), now);
  }
  return { seen, changed, wasFullCheck: false };
}

/** Digests per bucket of ids say which index rows are worth reading: in a quiet minute none. */
async function compareAll(deps: CompareDependencies, now: number): Promise<Watched> {
  const known = (await deps.mark.comparison())?.buckets ?? {};
  const buckets = new Map<string, Entry[]>();
  let seen = 0;
  for await (const payment of readable(deps, deps.payments.all())) {
    seen += 1;
    const bucket = bucketOf(payment.id);
    const entry = entryOf(payment);
    const entries = buckets.get(bucket);
    if (entries) entries.push(entry);
    else buckets.set(bucket, [entry]);
  }
  const digests: Record<string, string> = {};
  let changed = 0;
  for (const [bucket, entries] of buckets) {
    const digest = digestOf(entries);
    if (known[bucket] === digest) {
      digests[bucket] = digest;
      continue;
    }
    const differing = await requestInChunks(deps, entries, now);
    changed += differing;
    // Only a bucket whose every payment is confirmed may be skipped the next time.
    if (differing === 0) digests[bucket] = digest;
  }
  await deps.mark.saveComparison({ at: now, buckets: digests });
  return { seen, changed, wasFullCheck: true };
}

interface Entry {
  readonly id: PaymentId;
  readonly fingerprint: string;
  /** One that is paid otherwise matters only if it was M-Pesa's before. */
  readonly isByMpesa: boolean;
}

const entryOf = (payment: Payment): Entry => ({
  id: payment.id,
  fingerprint: fingerprint(payment),
  isByMpesa: isByMpesa(payment),
});

async function requestInChunks(
  deps: CompareDependencies,
  entries: readonly Entry[],
  now: number,
): Promise<number> {
  let differing = 0;
  for (let at = 0; at < entries.length; at += chunkSize) {
    differing += await requestDiffering(deps, entries.slice(at, at + chunkSize), now);
  }
  return differing;
}

/** @returns how many are not confirmed as they are, those that were asked for a moment ago included. */
async function requestDiffering(
  deps: CompareDependencies,
  entries: readonly Entry[],
  now: number,
): Promise<number> {
  const indexed = await deps.indexed.among(entries.map(({ id }) => id));
  const differing = entries.filter(({ id, fingerprint: now, isByMpesa: matters }) =>
    matters || indexed.has(id) ? indexed.get(id)?.fingerprint !== now : false,
  );
  const due = differing.filter((entry) => !wasAskedLately(deps, entry, now));
  if (due.length > 0) {
    await deps.request(
      due.map(({ id }) => ({
        paymentId: id,
        trigger: indexed.has(id) ? 'payment_changed' : 'payment_initiation',
      })),
    );
  }
  for (const { id, fingerprint } of due) deps.asked.set(id, { fingerprint, at: now });
  return differing.length;
}

function wasAskedLately({ asked }: CompareDependencies, { id, fingerprint }: Entry, now: number): boolean {
  const last = asked.get(id);
  return last?.fingerprint === fingerprint && Math.abs(now - last.at) < askAgainAfterMs;
}

async function* readable(
  deps: CompareDependencies,
  entries: AsyncIterable<BookEntry>,
): AsyncIterable<Payment> {
  for await (const entry of entries) {
    if (!entry.payment.ok) deps.unreadable(entry);
    else yield entry.payment.value;
  }
}

async function* chunksOf(payments: AsyncIterable<Payment>): AsyncIterable<readonly Payment[]> {
  let chunk: Payment[] = [];
  for await (const payment of payments) {
    if (chunk.push(payment) < chunkSize) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

const bucketOf = (id: PaymentId): string => String(Number.parseInt(sha256(id).slice(0, 4), 16) % bucketCount);

const digestOf = (entries: readonly { id: PaymentId; fingerprint: string }[]): string =>
  sha256(
    entries
      .map((entry) => `${entry.id} ${entry.fingerprint}`)
      .sort()
      .join('\n'),
  ).slice(0, 16);
