import type { PartnerId, Shortcode } from '../kernel/identifiers.ts';
import { minutes } from '../kernel/time.ts';
import type { Account } from '../mpesa/account-balances.ts';
import type { AlertType } from './alert.ts';
import type { ListedShortcode } from './coverage.ts';

export type ResponseStatus = 'success' | 'error' | 'timeout';

/** One reading of a shortcode's accounts, from the wish to the outcome. */
export interface Check extends ListedShortcode {
  /** Names the shortcode and the time, so that an answer finds its row: `600111-1764104454000-1f3a9c2e`. */
  readonly id: string;
  readonly requestedAt: number;
  /** Who asked for it: a person, or `system`. */
  readonly by: string;
  /** `requested`: on its way to be asked · `asked`: M-Pesa has not answered yet. */
  readonly status: 'requested' | 'asked' | ResponseStatus;
  readonly askedAt?: number;
  /** M-Pesa's name for it. */
  readonly conversationId?: string;
  /** When the outcome was known to us, and by M-Pesa's own clock. */
  readonly settledAt?: number;
  readonly completedAt?: number;
  /** The account that was watched. */
  readonly account?: string;
  readonly currency?: string;
  /** Absent unless it is a success: what is not known is never zero. */
  readonly balanceMinor?: number;
  readonly previousBalanceMinor?: number;
  readonly changeMinor?: number;
  /** Hundredths of a percent; absent where the previous balance was zero or below. */
  readonly changeHundredths?: number;
  /** Every account of the answer. */
  readonly accounts?: readonly Account[];
  /** Of an error: M-Pesa's, or ours such as `account_missing`. */
  readonly code?: string;
  readonly reason?: string;
  readonly alertTypes: readonly AlertType[];
  readonly version: number;
}

const shape = /^(\d{1,10})-(\d{13})-([0-9a-f]{8})$/;

/** @param random eight hexadecimal digits. */
export const checkId = (shortcode: Shortcode, at: number, random: string): string =>
  `${shortcode}-${String(at).padStart(13, '0')}-${random}`;

/** What an id tells; undefined where it is none of ours. */
export function readCheckId(
  id: string,
): { readonly shortcode: Shortcode; readonly at: number; readonly random: string } | undefined {
  const [, shortcode, at, random] = shape.exec(id) ?? [];
  if (shortcode === undefined || at === undefined || random === undefined) return undefined;
  return { shortcode: shortcode as Shortcode, at: Number(at), random };
}

/** M-Pesa answers within this time, or the check has timed out. */
export const answerLimitMs = minutes(5);
/** A check that could not even be asked for so long is given up. */
export const askLimitMs = minutes(15);

export const isOpen = ({ status }: Check): boolean => status === 'requested' || status === 'asked';

/** When an open check is to be looked at again. */
export const overdueAt = ({ requestedAt, askedAt, status }: Check): number =>
  (status === 'asked' ? (askedAt ?? requestedAt) : requestedAt) + answerLimitMs;

export const newCheck = (
  { partnerId, partnerName, shortcode, kind }: ListedShortcode,
  request: { readonly id: string; readonly at: number; readonly by: string },
): Check => ({
  id: request.id,
  partnerId: partnerId as PartnerId,
  partnerName,
  shortcode,
  kind,
  requestedAt: request.at,
  by: request.by,
  status: 'requested',
  alertTypes: [],
  version: 1,
});
