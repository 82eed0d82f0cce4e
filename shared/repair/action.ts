import type { Chained } from '../kernel/hash-chain.ts';

export type Selection = Readonly<Record<string, string | number | readonly string[]>>;
export type Counts = Readonly<Record<string, number>>;

/** An operator is about to change something by hand. Written before anything is. */
export interface ActionBegun {
  readonly kind: 'begun';
  readonly action: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** As it is called: `dlq replay`. */
  readonly command: string;
  readonly by: string;
  readonly why: string;
  /** What was asked for. */
  readonly selection: Selection;
  /** How many it would apply to, as far as that is known beforehand. */
  readonly count: number;
  /** Names of what it applies to, at most `mostIds` of them. */
  readonly ids: readonly string[];
}

/** What an action came to. One that has no such event was broken off, or is under way. */
export interface ActionEnded {
  readonly kind: 'ended';
  readonly action: string;
  readonly at: number;
  readonly outcome: 'done' | 'partly' | 'failed';
  readonly counts: Counts;
  readonly ids: readonly string[];
}

export type ActionContent = ActionBegun | ActionEnded;
export type ActionEvent = ActionContent & Chained;

export const mostIds = 1_000;

/** An action with what it came to, for people. */
export interface Action extends Omit<ActionBegun, 'kind'> {
  /** Of the event that began it. */
  readonly version: number;
  readonly ended?: Pick<ActionEnded, 'at' | 'outcome' | 'counts' | 'ids'>;
}

/** Events in any order as actions, newest first; an end whose beginning is not among them is left out. */
export function actionsOf(events: readonly ActionEvent[]): readonly Action[] {
  const ends = new Map(events.flatMap((event) => (event.kind === 'ended' ? [[event.action, event]] : [])));
  return events
    .flatMap((event) => {
      if (event.kind !== 'begun') return [];
      const { kind: _, previousHash: __, hash: ___, ...begun } = event;
      const end = ends.get(event.action);
      if (!end) return [begun];
      const { at, outcome, counts, ids } = end;
      return [{ ...begun, ended: { at, outcome, counts, ids } }];
    })
    .toSorted((a, b) => b.version - a.version);
}
