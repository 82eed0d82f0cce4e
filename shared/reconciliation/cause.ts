import type { AskedState } from './asked-state.ts';
import type { Trigger } from './trigger.ts';

/** Why a payment is decided about now. */
export interface Cause {
  readonly trigger: Trigger;
  /** The person who asked; absent for what happens by itself. */
  readonly by?: string;
  /** What the person said it is for. */
  readonly why?: string;
  /** Names the asking, so that a message which comes twice is one. */
  readonly ask?: string;
  /** Who had it come again what causes this, and why. It is told in the audit of what changes, and asks for nothing itself. */
  readonly replayed?: { readonly by: string; readonly why: string };
  /** Decide as if it were at least this time, epoch milliseconds. */
  readonly asOf?: number;
  /** M-Pesa was asked about it just now. */
  readonly asked?: AskedState;
}

/** As of when it is decided, epoch milliseconds. */
export const nowOf = ({ clock }: { readonly clock: () => number }, { asOf = 0 }: Cause): number =>
  Math.max(clock(), asOf);
