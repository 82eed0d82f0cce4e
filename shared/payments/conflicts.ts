import type { TransactionNotice } from '../mpesa/notice.ts';
import type { Conflict } from './transaction.ts';

const told: Readonly<Record<Conflict['field'], (notice: TransactionNotice) => string | undefined>> = {
  amount: ({ amountMinor }) => amountMinor?.toString(),
  // A till's STK push is made under its head office's number, and its callback names none: only a body can contradict.
  shortcode: ({ shortcode, shortcodeAssumed }) => (shortcodeAssumed ? undefined : shortcode),
  direction: ({ direction }) => direction,
  outcome: ({ outcome }) => (outcome === 'pending' ? undefined : outcome),
};

/**
 * Facts on which notices of one transaction disagree, computed from the set of them. `pending` contradicts nothing: it was
 * true in its time. The values of amounts are minor units as text.
 */
export function findConflicts(notices: readonly TransactionNotice[]): readonly Conflict[] {
  return (Object.keys(told) as Conflict['field'][]).flatMap((field) => conflictOn(field, notices));
}

function conflictOn(field: Conflict['field'], notices: readonly TransactionNotice[]): readonly Conflict[] {
  const values = new Map<string, Conflict['values'][number]>();
  for (const notice of notices) {
    const value = told[field](notice);
    if (value !== undefined) values.set(`${notice.channel}#${value}`, { channel: notice.channel, value });
  }
  const distinct = new Set([...values.values()].map(({ value }) => value));
  if (distinct.size < 2) return [];
  return [
    { field, values: [...values.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value) },
  ];
}
