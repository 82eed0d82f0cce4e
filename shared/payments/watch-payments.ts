import * as z from 'zod/mini';
import { sha256 } from '../kernel/canonical-json.ts';
import type { PaymentId } from '../kernel/identifiers.ts';
import { fingerprint } from './fingerprint.ts';
import type { HookDirectory } from './hook-directory.ts';
import { isByMpesa, type Payment } from './payment.ts';
import type { BookEntry, PaymentBook } from './payment-book.ts';
import type { IndexedPayments } from './payment-index.ts';
import type { WatchMark, WatchMarkStore } from './watch-mark.ts';

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
const fullCheckEveryMs = 24 * 3_600_000;
const fullCheckAgainMs = 3_600_000;
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
  for (const [id, { at }] of deps.asked) if (now - at >= askAgainAfterMs) deps.asked.delete(id);
  const mark = await deps.mark.read();
  if ((await deps.payments.count()) <= deps.settings.compareAllUpTo) {
    return compareAll(deps, mark?.buckets ?? {}, now);
  }
  // What changed comes first, also on the first look: comparing everything may take longer than this run has.
  const followed = mark ?? { watermark: now, fullCheckAt: 0, fullCheckBegunAt: 0, buckets: {} };
  const changes = await followChanges(deps, followed, now);
  const isDue =
    now - followed.fullCheckAt >= fullCheckEveryMs && now - followed.fullCheckBegunAt >= fullCheckAgainMs;
  if (!isDue) return changes;
  await deps.mark.save({ ...followed, watermark: now, fullCheckBegunAt: now });
  return compareAll(deps, followed.buckets, now);
}

async function followChanges(deps: WatchDependencies, mark: WatchMark, now: number): Promise<Watched> {
  let seen = 0;
  let changed = 0;
  for await (const chunk of chunksOf(
    readable(deps, deps.payments.changedSince(mark.watermark - overlapMs)),
  )) {
    seen += chunk.length;
    changed += await requestDiffering(deps, chunk.map(entryOf), now);
  }
  await deps.mark.save({ ...mark, watermark: now });
  return { seen, changed, wasFullCheck: false };
}

/** Digests per bucket of ids say which index rows are worth reading: in a quiet minute none. */
async function compareAll(
  deps: WatchDependencies,
  known: Readonly<Record<string, string>>,
  now: number,
): Promise<Watched> {
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
  await deps.mark.save({ watermark: now, fullCheckAt: now, fullCheckBegunAt: now, buckets: digests });
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
  deps: WatchDependencies,
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
  deps: WatchDependencies,
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

function wasAskedLately({ asked }: WatchDependencies, { id, fingerprint }: Entry, now: number): boolean {
  const last = asked.get(id);
  return last?.fingerprint === fingerprint && Math.abs(now - last.at) < askAgainAfterMs;
}

async function* readable(deps: WatchDependencies, entries: AsyncIterable<BookEntry>): AsyncIterable<Payment> {
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
