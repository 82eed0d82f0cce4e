import type { CheckoutRequestId, PartnerId, Shortcode } from '../kernel/identifiers.ts';
import type { AttemptNotice } from '../mpesa/notice.ts';
import type { StatusQuery } from '../payments/status-query-log.ts';

/** In whose name a question is asked. */
export interface Asker {
  readonly partnerId: PartnerId;
  readonly shortcode: Shortcode;
}

export type Unanswered =
  /** M-Pesa has not decided yet. */
  | { readonly kind: 'undecided' }
  | { readonly kind: 'no_such_transaction' }
  /** Too many questions; ask again after this time. */
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  /** It will not answer this question, however often it is asked; the message holds no secret. */
  | { readonly kind: 'refused'; readonly message: string };

/** Questions to M-Pesa. Throws when it cannot be reached, so that the question is asked again later. */
export interface MpesaQuestions {
  /** How an STK push ended; answered at once. `body` is the answer as it came. */
  attempt(
    asker: Asker,
    id: CheckoutRequestId,
  ): Promise<
    { readonly kind: 'answered'; readonly notice: AttemptNotice; readonly body: unknown } | Unanswered
  >;
  /** What happened to a receipt; the answer comes to the callback URL that carries the query's id. */
  transaction(asker: Asker, query: StatusQuery): Promise<{ readonly kind: 'asked' } | Unanswered>;
}
