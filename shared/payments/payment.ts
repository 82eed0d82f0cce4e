import type { CheckoutRequestId, PartnerId, PaymentId, Receipt, Shortcode } from '../kernel/identifiers.ts';
import type { Direction } from '../mpesa/notice.ts';

export const paymentStatuses = [
  'pending',
  'processing',
  'completed',
  'failed',
  'expired',
  'refunded',
] as const;
export const openStatuses = ['pending', 'processing'] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** What the operator's system expects to be paid, as its MongoDB says now. */
export interface Payment {
  readonly id: PaymentId;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: PaymentStatus;
  readonly direction: Direction;
  readonly reference?: string;
  readonly method?: string;
  readonly payerName?: string;
  readonly payerPhone?: string;
  readonly partnerId?: PartnerId;
  readonly shortcode?: Shortcode;
  readonly fleetId?: string;
  readonly route?: string;
  readonly vehicle?: string;
  readonly driver?: string;
  readonly staff?: string;
  readonly checkoutRequestId?: CheckoutRequestId;
  readonly mpesaReceipt?: Receipt;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  readonly updatedAt?: number;
}

/** Expected through M-Pesa: whatever says no other method. Cash and cards are nobody's notices. */
export const isByMpesa = ({ method }: Payment): boolean =>
  method === undefined ||
  method
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
    .startsWith('mpesa');

/** The operator still waits for this payment. */
export const isOpen = ({ status }: Payment): boolean => openStatuses.some((open) => open === status);
