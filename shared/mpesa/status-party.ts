import { type Shortcode, shortcode } from '../kernel/identifiers.ts';
import { asText } from './fields.ts';
import type { Phone } from './notice.ts';
import { readPhone } from './phone.ts';

/** One side of a transaction as a status result names it: `254700000111 - NAME` or `600111 - ORG   `. */
export interface Party {
  readonly shortcode?: Shortcode;
  readonly phone?: Phone;
  readonly name?: string;
}

const numberAndName = /^(\+?[\d*]+|[0-9a-f]{64})\s*(?:-\s*(.*))?$/i;
const shortcodeDigits = /^\d{4,8}$/;

export function readParty(value: unknown): Party {
  const text = asText(value);
  if (text === undefined) return {};
  const match = numberAndName.exec(text);
  if (!match) return { name: text };
  const [, id = '', name] = match;
  const who = shortcodeDigits.test(id) ? { shortcode: shortcode(id) } : { phone: readPhone(id) };
  return {
    ...(who.shortcode && { shortcode: who.shortcode }),
    ...(who.phone && { phone: who.phone }),
    ...(name && { name }),
  };
}
