import type { AskedState } from './asked-state.ts';
import type { Trigger } from './trigger.ts';

/** Why a payment is decided about now. */
export interface Cause {
  readonly trigger: Trigger;
  /** The person who asked; absent for what happens by itself. */
  readonly by?: string;
  /** Decide as if it were at least this time, epoch milliseconds. */
  readonly asOf?: number;
  /** M-Pesa was asked about it just now. */
  readonly asked?: AskedState;
}

/** As of when it is decided, epoch milliseconds. */
export const nowOf = ({ clock }: { readonly clock: () => number }, { asOf = 0 }: Cause): number =>
  Math.max(clock(), asOf);
