import type { DarajaApp } from './directory.ts';
import { newRequestId } from './identities.ts';
import type { Random } from './random.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly body: object;
}

/** A request that has passed authorization. */
export interface ApiCall {
  readonly app: DarajaApp;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface DarajaErrors {
  error(status: number, errorCode: string, errorMessage: string): ApiAnswer;
  invalid(field: string): ApiAnswer;
}

/** Daraja's error body; every one has its own request id. */
export function darajaErrors(random: Random): DarajaErrors {
  const error = (status: number, errorCode: string, errorMessage: string): ApiAnswer => ({
    status,
    body: { requestId: newRequestId(random), errorCode, errorMessage },
  });
  return { error, invalid: (field) => error(400, '400.002.02', `Bad Request - Invalid ${field}`) };
}

/** Text or number as text; Daraja takes either. */
export const textField = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The first field that its test refuses. */
export const firstInvalid = (
  fields: Readonly<Record<string, unknown>>,
  tests: Readonly<Record<string, (text: string) => boolean>>,
): string | undefined => Object.keys(tests).find((field) => !tests[field]?.(textField(fields[field])));

export const isShortcode = (text: string): boolean => /^\d{5,8}$/.test(text);
export const isPhone = (text: string): boolean => /^254[17]\d{8}$/.test(text);
export const isWholeAmount = (text: string): boolean => /^[1-9]\d{0,8}$/.test(text);
/** Of an amount that `isWholeAmount`: minor units. */
export const wholeMinor = (value: unknown): number => Number(textField(value)) * 100;

/** An absolute URL without a blank anywhere, as Daraja wants it. */
export const isCallbackUrl = (text: string): boolean => /^https?:\/\/\S+$/.test(text) && URL.canParse(text);

const forbiddenWords = /m-?pesa|safaricom|exe|cmd|sql|query/i;

/** Daraja refuses to register URLs with these words in them. */
export const isRegistrableUrl = (text: string): boolean => isCallbackUrl(text) && !forbiddenWords.test(text);
