import { maskText } from '../kernel/mask.ts';
import { asFields, asText } from './fields.ts';

/**
 * What to do about an answer of Daraja that is no success: `token_expired` refresh the token once and try again ·
 * `throttled` try later, it is nobody's fault · `unavailable` try again with backoff · `duplicate` it was accepted
 * before · `invalid_request` and `configuration` will fail again until somebody changes something.
 */
export type DarajaErrorKind =
  | 'token_expired'
  | 'throttled'
  | 'unavailable'
  | 'duplicate'
  | 'invalid_request'
  | 'configuration';

export interface DarajaError {
  readonly kind: DarajaErrorKind;
  readonly status: number;
  /** Daraja's `errorCode`, where it sent one. */
  readonly code?: string;
  /** Daraja's own words, without tokens and phone numbers. */
  readonly message: string;
}

/** Each product has its own code for a token that is no longer valid. */
const expiredToken = new Set(['404.001.03', '404.001.04', '401.002.01', '400.003.01', '401.001']);

const kinds: Readonly<Record<string, DarajaErrorKind>> = {
  // Daraja's answer if a product is not attached to the app: a fresh token would not help.
  '401.003.01': 'configuration',
  '400.008.01': 'configuration',
  '400.008.02': 'configuration',
  // Sent as HTTP 500, without Retry-After.
  '500.003.02': 'throttled',
  '500.003.03': 'throttled',
  '500.002.1001': 'duplicate',
  '00.002.1001': 'unavailable',
};

/**
 * Reads an error answer of any Daraja API: its envelope (with whatever HTTP status), a gateway's HTML or SOAP page, or nothing.
 *
 * @param body the parsed JSON, or the text if it is none.
 */
export function classifyDarajaError(status: number, body: unknown): DarajaError {
  const fields = asFields(body);
  const code = asText(fields?.errorCode);
  const text = asText(fields?.errorMessage) ?? (typeof body === 'string' ? body : JSON.stringify(body ?? ''));
  return {
    kind: kindOf(status, code, text),
    status,
    ...(code !== undefined && { code }),
    message: withoutSecrets(asText(fields?.errorMessage) ?? `HTTP ${status} without an error envelope`),
  };
}

function kindOf(status: number, code: string | undefined, text: string): DarajaErrorKind {
  const known = code !== undefined && Object.hasOwn(kinds, code) ? kinds[code] : undefined;
  if (known) return known;
  if (status === 429 || /spike arrest|quota violation/i.test(text)) return 'throttled';
  if (status === 401 || (code !== undefined && expiredToken.has(code))) return 'token_expired';
  const isRefusal = code ? /^4/.test(code) : status >= 400 && status < 500;
  return isRefusal ? 'invalid_request' : 'unavailable';
}

const withoutSecrets = (message: string): string =>
  maskText(message.replace(/(access token\s*-\s*)\S+/i, '$1***')).slice(0, 200);
