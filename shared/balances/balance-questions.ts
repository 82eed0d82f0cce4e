import type { PartnerId } from '../kernel/identifiers.ts';
import type { Result } from '../kernel/result.ts';
import type { Initiator } from '../mpesa/initiator-gate.ts';
import type { Check } from './check.ts';

/** In whose name a partner's questions are asked. */
export interface Credential {
  readonly initiator: Initiator;
  /** The day on which the operator's password was set, `2026-01-31`. */
  readonly setOn?: string;
}

export interface AskRefusal {
  /** M-Pesa's, or ours such as `secret_unusable`. */
  readonly code: string;
  /** Without secrets. */
  readonly message: string;
}

export type Asked =
  /** The answer comes to the callback URL that carries the check's id. */
  | { readonly kind: 'asked'; readonly conversationId: string }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | ({ readonly kind: 'refused' } & AskRefusal)
  | { readonly kind: 'unreachable'; readonly message: string };

/** Asks M-Pesa for balances. `freshAfter`: a secret that was read before then is read anew. */
export interface BalanceQuestions {
  credential(partnerId: PartnerId, freshAfter?: number): Promise<Result<Credential, AskRefusal>>;
  ask(check: Check, freshAfter?: number): Promise<Asked>;
}
