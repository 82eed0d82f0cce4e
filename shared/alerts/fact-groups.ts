import type { GroupedFact } from './notification.ts';

/** Epoch milliseconds. */
export interface GroupTimes {
  /** When it is told next, or was to be told last. */
  readonly plannedAt?: number;
  /** Whatever had come in before that time has been told. */
  readonly toldAt?: number;
}

/** Facts that wait until they are told together. */
export interface FactGroups {
  /** No effect when the fact was in the group in the last 30 days, told or not. */
  add(group: string, fact: GroupedFact, now: number): Promise<void>;
  /** All that wait, oldest first. */
  waiting(group: string): Promise<readonly GroupedFact[]>;
  /** They were told, with all that had come in before `toldAt`. */
  told(group: string, facts: readonly GroupedFact[], toldAt: number): Promise<void>;
  times(group: string): Promise<GroupTimes>;
  /** No effect when a time after `now` is planned already. */
  plan(group: string, plannedAt: number, now: number): Promise<void>;
}
