import type { BalanceAlert } from '../../balances/alert.ts';
import type { Check } from '../../balances/check.ts';
import type { Reading, ShortcodeState } from '../../balances/check-ledger.ts';
import type { BalanceConfig } from '../../balances/configuration.ts';
import type { InitiatorState, KnownCall } from '../../balances/initiator-book.ts';
import type { Poll } from '../../balances/poll.ts';
import type { Fact } from '../../events/fact.ts';
import type { PartnerId, Shortcode } from '../../kernel/identifiers.ts';

/** What the stores of balances in memory share, as their table is shared. */
export interface MemoryBalances {
  /** By partner and key. */
  readonly configs: Map<string, BalanceConfig>;
  /** When a partner was marked. */
  readonly marked: Map<PartnerId, number>;
  /** By partner and shortcode. */
  readonly polls: Map<string, Poll>;
  readonly checks: Map<string, Check>;
  /** Open checks that are looked at later than by themselves. */
  readonly postponed: Map<string, number>;
  readonly states: Map<Shortcode, ShortcodeState>;
  readonly readings: Reading[];
  readonly alerts: Map<string, BalanceAlert>;
  readonly initiators: Map<string, InitiatorState>;
  readonly calls: Map<string, KnownCall>;
  /** By the fact's id; kept when it is published. */
  readonly facts: Map<string, Fact>;
}

export const memoryBalances = (): MemoryBalances => ({
  configs: new Map(),
  marked: new Map(),
  polls: new Map(),
  checks: new Map(),
  postponed: new Map(),
  states: new Map(),
  readings: [],
  alerts: new Map(),
  initiators: new Map(),
  calls: new Map(),
  facts: new Map(),
});

/** The row is new, or the one of the version before. */
export const follows = (
  before: { readonly version: number } | undefined,
  after: { readonly version: number },
): boolean => (before?.version ?? 0) === after.version - 1;

/** One page of a list whose cursor is the number of items before it. */
export function pageOf<Item>(
  items: readonly Item[],
  { limit, cursor = '0' }: { readonly limit: number; readonly cursor?: string },
): { readonly items: readonly Item[]; readonly cursor?: string } {
  const from = Number(cursor);
  const to = from + limit;
  return { items: items.slice(from, to), ...(to < items.length && { cursor: String(to) }) };
}
