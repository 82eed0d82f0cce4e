import { minutes } from '../kernel/time.ts';
import type { ConfigKey } from './configuration.ts';
import type { Covered, ListedShortcode } from './coverage.ts';

/** Why a shortcode is not polled though a row covers it. */
export interface Stop {
  /** M-Pesa's code. */
  readonly code: string;
  readonly at: number;
  /** `initiator`: with all that share the API operator. */
  readonly scope: 'initiator' | 'shortcode';
  /** The operator that was refused; absent with scope `shortcode`. */
  readonly initiatorKey?: string;
}

/** One shortcode that is polled on its own interval. */
export interface Poll extends ListedShortcode {
  readonly configKey: ConfigKey;
  readonly intervalMinutes: number;
  /** Epoch milliseconds. */
  readonly nextDueAt: number;
  readonly stopped?: Stop;
  /** Counts its changes. */
  readonly version: number;
}

/**
 * The next time after `now` that lies a whole number of intervals after the one that was due: never counted from when the work
 * was done, and one poll makes good for all that were missed.
 */
export function nextDueAt({ nextDueAt: due, intervalMinutes }: Poll, now: number): number {
  const interval = minutes(intervalMinutes);
  return due + interval * Math.max(1, Math.floor((now - due) / interval) + 1);
}

/** Up to so many that begin together are asked about at once. */
export const atOnce = 50;

/**
 * What must change for exactly the covered shortcodes to be polled. New ones are due at once if there is room for them, else
 * spread over their interval.
 *
 * @param room how many may still begin at once.
 */
export function plannedChanges(
  covered: readonly Covered[],
  polls: readonly Poll[],
  now: number,
  room = atOnce,
): { readonly put: readonly Poll[]; readonly remove: readonly Poll[]; readonly fresh: number } {
  const known = new Map(polls.map((poll) => [poll.shortcode, poll]));
  const wanted = new Set(covered.map(({ listed }) => listed.shortcode));
  const fresh = covered.filter(({ listed }) => !known.has(listed.shortcode)).length;
  const put = covered.flatMap((one): Poll[] => {
    const before = known.get(one.listed.shortcode);
    if (!before) return [newPoll(one, now, fresh > room)];
    const after = changedPoll(one, before, now);
    return isSame(before, after) ? [] : [{ ...after, version: before.version + 1 }];
  });
  return { put, remove: polls.filter(({ shortcode }) => !wanted.has(shortcode)), fresh };
}

const pollOf = ({ listed, config }: Covered) => ({
  partnerId: listed.partnerId,
  partnerName: listed.partnerName,
  shortcode: listed.shortcode,
  kind: listed.kind,
  configKey: config.shortcode ?? ('all' as const),
  intervalMinutes: config.checkIntervalMinutes,
});

const newPoll = (one: Covered, now: number, isSpread: boolean): Poll => ({
  ...pollOf(one),
  nextDueAt: now + (isSpread ? minutes(placeOf(one)) : 0),
  version: 1,
});

/** A minute within the interval that is always the same for a shortcode, and another for its neighbour. */
function placeOf({ listed, config }: Covered): number {
  // FNV-1a: neighbours must not fall on the same minute.
  let hash = 0x811c9dc5;
  for (const character of listed.shortcode)
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % config.checkIntervalMinutes;
}

/** A shorter interval counts from now, so that nobody waits for the end of the old one. */
function changedPoll(one: Covered, before: Poll, now: number): Poll {
  const latest = now + minutes(one.config.checkIntervalMinutes);
  return {
    ...pollOf(one),
    nextDueAt: Math.min(before.nextDueAt, latest),
    ...(before.stopped && { stopped: before.stopped }),
    version: before.version,
  };
}

const isSame = (a: Poll, b: Poll): boolean =>
  a.partnerName === b.partnerName &&
  a.kind === b.kind &&
  a.configKey === b.configKey &&
  a.intervalMinutes === b.intervalMinutes &&
  a.nextDueAt === b.nextDueAt;
