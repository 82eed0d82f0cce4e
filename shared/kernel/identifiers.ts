declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The operator's payment: `_id` of its document, an ObjectId as 24 hex digits. */
export type PaymentId = Branded<'PaymentId'>;
export type PartnerId = Branded<'PartnerId'>;
/** A paybill or till, as M-Pesa writes it. */
export type Shortcode = Branded<'Shortcode'>;
/** M-Pesa's receipt, upper case: ten letters and digits as a rule. */
export type Receipt = Branded<'Receipt'>;
/** Names one STK push; newer ones end with the payer's phone number, so it is personal data. */
export type CheckoutRequestId = Branded<'CheckoutRequestId'>;

export const paymentId = (text: string): PaymentId => text as PaymentId;
export const partnerId = (text: string): PartnerId => text as PartnerId;
export const shortcode = (text: string): Shortcode => text as Shortcode;
/** However it is written: M-Pesa's own documents mix the case, people type blanks around it. */
export const receipt = (text: string): Receipt => text.trim().toUpperCase() as Receipt;
export const checkoutRequestId = (text: string): CheckoutRequestId => text as CheckoutRequestId;
