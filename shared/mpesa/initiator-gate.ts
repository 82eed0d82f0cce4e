import type { PartnerId, Shortcode } from '../kernel/identifiers.ts';
import { isSuccessCode } from './fields.ts';

/** The API operator in whose name M-Pesa is asked. Neither part tells a name or a credential. */
export interface Initiator {
  /** SHA-256 of the operator's name and its app: who shares both shares the lock. */
  readonly key: string;
  /** SHA-256 of its credential: another one has to prove itself anew. */
  readonly credential: string;
}

/** One call in an initiator's name; its answer comes later, by this id. */
export interface InitiatorCall {
  readonly id: string;
  readonly partnerId: PartnerId;
  readonly shortcode: Shortcode;
}

export type Entry =
  | { readonly kind: 'go' }
  /** The credential is not proven yet and another call is in flight. */
  | { readonly kind: 'wait'; readonly retryAfterSeconds: number }
  /** M-Pesa refused the credential; nobody asks until a person resumes. */
  | { readonly kind: 'stopped'; readonly code: string };

/** What the answer to a call said of the credential. */
export type Verdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly code: string }
  /** It was not asked after all, or nobody will ever know. */
  | { readonly kind: 'unknown' };

/**
 * Stands before every call that carries an operator's credential: wrong credentials lock the operator that payouts share.
 * Until the first accepted call after a start, a resume or a new credential, one call is in flight.
 */
export interface InitiatorGate {
  enter(initiator: Initiator, call: InitiatorCall): Promise<Entry>;
  /** Safe to repeat. No effect where the call is unknown. */
  settle(callId: string, verdict: Verdict): Promise<void>;
  /** When a person last resumed it: a secret read before then is not to be used. Epoch milliseconds. */
  resumedAt(key: string): Promise<number | undefined>;
}

/** Codes by which M-Pesa refuses the operator itself: wrong, locked, unverified or inactive. */
const credentialCodes = new Set(['2001', '8006', '18', '22']);

export const isCredentialFailure = (code: string): boolean => credentialCodes.has(code);

/** Told only after the operator was recognised: it lacks a permission, or there is no such receipt. */
const afterRecognition = new Set(['21', '2032']);

/** What the result code of an API call says of the credential. */
export function verdictOn(code: string): Verdict {
  if (isCredentialFailure(code)) return { kind: 'refused', code };
  return isSuccessCode(code) || afterRecognition.has(code) ? { kind: 'accepted' } : { kind: 'unknown' };
}
