import type { ChainHead } from '../kernel/hash-chain.ts';
import type { ActionContent, ActionEvent } from './action.ts';

/** What operators did by hand, for good: only ever added to, each event linked to the one before by its hash. */
export interface ActionLog {
  append(content: ActionContent): Promise<ActionEvent>;
  /** All of them from `since` on, oldest first, with the head that the chain must end with. */
  events(since?: number): Promise<{ readonly events: readonly ActionEvent[]; readonly head?: ChainHead }>;
}
