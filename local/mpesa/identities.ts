import { eastAfricaStamp } from '../../shared/kernel/time.ts';
import { capitals, decimals, hexadecimals, type Random } from './random.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const daysOfMonth = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

/** The first three characters of receipts tell their day: year from A = 2006, month from A, day 1–9 then A–V. */
function dayPrefix(at: number): string {
  const stamp = eastAfricaStamp(at);
  const year = Number(stamp.slice(0, 4));
  const month = Number(stamp.slice(4, 6));
  const day = Number(stamp.slice(6, 8));
  return letters.charAt((year - 2006) % 26) + letters.charAt(month - 1) + daysOfMonth.charAt(day);
}

/** Ten characters that fit the day of payment. Not unique by itself. */
export const newReceipt = (random: Random, at: number): string => dayPrefix(at) + random.text(7, capitals);

/** What a result bears as TransactionID: the day and zeros, not unique. */
export const fillerId = (at: number): string => `${dayPrefix(at)}0000000`;

/** `ws_CO_`, DDMMYYYYHHmmss in East Africa Time, three digits, and the payer's nine: personal data. */
export function newCheckoutRequestId(random: Random, at: number, phone: string): string {
  const stamp = eastAfricaStamp(at);
  const day = stamp.slice(6, 8) + stamp.slice(4, 6) + stamp.slice(0, 4);
  return `ws_CO_${day}${stamp.slice(8)}${random.text(3, decimals)}${phone.slice(-9)}`;
}

/** MerchantRequestID, requestId, OriginatorConversationID: all are of this form. */
export function newRequestId(random: Random): string {
  const hex = (length: number) => random.text(length, hexadecimals);
  return `${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}${random.text(7, decimals)}`;
}

export const newConversationId = (random: Random, at: number): string =>
  `AG_${eastAfricaStamp(at).slice(0, 8)}_${random.text(20, hexadecimals)}`;
