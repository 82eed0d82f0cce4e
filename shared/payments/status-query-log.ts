import type { PaymentId, Receipt, Shortcode } from '../kernel/identifiers.ts';

/** A question to M-Pesa whose answer comes to a callback URL that carries its id. Written before it is asked. */
export interface StatusQuery {
  readonly id: string;
  readonly paymentId?: PaymentId;
  readonly receipt: Receipt;
  readonly shortcode: Shortcode;
  readonly askedAt: number;
}

/** Kept for 30 days. */
export interface StatusQueryLog {
  put(query: StatusQuery): Promise<void>;
  get(id: string): Promise<StatusQuery | undefined>;
}
