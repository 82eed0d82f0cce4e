import type { Fact } from '../events/fact.ts';
import type { PartnerId } from '../kernel/identifiers.ts';
import type { InitiatorCall } from '../mpesa/initiator-gate.ts';

/** What is known of one API operator. */
export interface InitiatorState {
  readonly key: string;
  /** The credential that M-Pesa has taken since the start or the last resume. */
  readonly provenCredential?: string;
  /** The one call that an unproven credential may make. */
  readonly inFlight?: { readonly callId: string; readonly until: number };
  readonly stopped?: { readonly code: string; readonly at: number };
  readonly resumedAt?: number;
  /** How many facts it has told. */
  readonly facts: number;
  /** Counts its changes; 0 before the first. */
  readonly version: number;
}

/** A call that was let through. */
export interface KnownCall extends InitiatorCall {
  readonly key: string;
  readonly credential: string;
  readonly enteredAt: number;
}

/** Strongly consistent. Calls are kept for 30 days. */
export interface InitiatorBook {
  state(key: string): Promise<InitiatorState>;
  /** Saves the successor of the version before it, with the call that caused it and what is to be told; all or nothing. */
  save(
    state: InitiatorState,
    together?: { readonly call?: KnownCall; readonly facts?: readonly Fact[] },
  ): Promise<'saved' | 'changed'>;
  putCall(call: KnownCall): Promise<void>;
  call(id: string): Promise<KnownCall | undefined>;
  /** Those that have asked in its name. */
  partners(key: string): Promise<readonly PartnerId[]>;
  /** Keeps a warning that was not given before. `changed`: it was. */
  warnOnce(fact: Fact): Promise<'saved' | 'changed'>;
}
