import { maskText } from '../kernel/mask.ts';
import { failed } from '../kernel/result.ts';
import type { UnreadableNotice } from './notice.ts';

/** A JSON object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

export const asFields = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

/** Daraja writes the same field as text or as a number, from day to day. Blank text counts as absent. */
export function asText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return String(value).trim() || undefined;
}

/** Not told: missing, null or blank text. An empty list or object is something else than what it should be. */
export const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Far longer than any id or reference of M-Pesa's, and short enough to be looked up by. */
export const longestId = 200;

/** A single item is sent without its list now and then. */
export const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** Success is `0`, `"0"` or, in acknowledgements, `"00000000"`. */
export const isSuccessCode = (code: string): boolean => /^0+$/.test(code);

export const refuse = (
  reason: UnreadableNotice['reason'],
  field: string,
  expected: string,
  got: string,
): { readonly ok: false; readonly error: UnreadableNotice } =>
  failed({ reason, field, message: `${field}: expected ${expected}, got ${got}` });

export const invalidField = (field: string, expected: string, value: unknown) =>
  refuse('invalid_field', field, expected, describe(value));

export const tooLong = (field: string, value: string) =>
  invalidField(field, `at most ${longestId} characters`, value);

/** For messages that people read: short, phone numbers masked. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return JSON.stringify(maskText(String(value)).slice(0, 30).toWellFormed());
}
