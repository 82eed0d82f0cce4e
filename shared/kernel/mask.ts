import { kenyanPhone } from './kenyan-phone.ts';

/** `254700000111` → `2547****0111`. What is no Kenyan number keeps its ends only if that still hides most of it. */
export function maskPhone(phone: string): string {
  const text = kenyanPhone(phone) ?? phone.trim();
  if (text.includes('*')) return text;
  return text.length >= 12 ? `${text.slice(0, 4)}****${text.slice(-4)}` : '****';
}

/** An STK push's id ends with the payer's nine digits: they are starred, the time before them stays. */
export const maskCheckoutRequestId = (id: string): string =>
  id.replace(/\d{1,9}$/, (digits) => '*'.repeat(digits.length));

const checkoutRequestIds = /ws_CO_\d+/g;
const kenyanNumbers = /(?<![\dA-Za-z])(?:\+?254[ -]?|0)?[17]\d{2}[ -]?\d{3}[ -]?\d{3}(?!\d)/g;

/** Free text with every Kenyan phone number and STK push id in it masked: `2547****0111 - AMINA`. */
export const maskText = (text: string): string =>
  text.replaceAll(checkoutRequestIds, maskCheckoutRequestId).replaceAll(kenyanNumbers, maskPhone);
