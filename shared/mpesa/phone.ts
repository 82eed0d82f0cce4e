import { kenyanPhone } from '../kernel/kenyan-phone.ts';
import { asText } from './fields.ts';
import type { Phone } from './notice.ts';

const sha256 = /^[0-9a-f]{64}$/i;
const foreign = /^\+?(\d{7,15})$/;

/** A payer's number in whatever form M-Pesa chose to tell it: clear, masked, hashed, as a number, or not at all. */
export function readPhone(value: unknown): Phone | undefined {
  const text = asText(value);
  if (text === undefined) return undefined;
  if (sha256.test(text)) return { sha256: text.toLowerCase() };
  if (text.includes('*')) return { masked: text };
  const clear = kenyanPhone(text) ?? foreign.exec(text)?.[1];
  return clear ? { clear } : undefined;
}
