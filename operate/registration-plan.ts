import { randomBytes } from 'node:crypto';
import { forbiddenWordsIn } from '../lib/daraja.ts';
import { ConfigurationError } from '../lib/stages.ts';
import type { Hook } from '../shared/mpesa/hook.ts';
import { forwardTargetNames } from '../shared/payments/forward.ts';
import type { PartnerShortcode } from '../shared/payments/payment-book.ts';
import { signingKeysOf, signingSecretForm } from '../shared/payments/sign-forward.ts';
import { UsageError } from './run-command.ts';

/** What a person asks for. */
export interface RegistrationRequest {
  readonly shortcode: string;
  /** A second token, beside the one in use. */
  readonly rotate: boolean;
  /** The end of the older one of two. */
  readonly retire: boolean;
  /** The operator, or the check of references, is to be asked before a customer pays. */
  readonly validation: boolean;
  readonly responseType: 'Completed' | 'Cancelled';
}

/** Tokens of a shortcode, the one in use last. */
export interface TokenPlan {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly inWords: string;
}

/** Throws UsageError when that is not possible as things stand. */
export function planTokens(
  { shortcode, rotate, retire }: RegistrationRequest,
  before: readonly string[],
  newToken = () => randomBytes(24).toString('hex'),
): TokenPlan {
  if (rotate && retire)
    throw new UsageError('--rotate and --retire are two steps: rotate, wait, then retire.');
  const inUse = before.at(-1);
  if (retire) {
    if (inUse === undefined || before.length < 2)
      throw new UsageError(`Shortcode ${shortcode} has no second token that could be retired.`);
    return { before, after: [inUse], inWords: 'the older one ends: callbacks to its URLs go to quarantine' };
  }
  if (inUse === undefined) return { before, after: [newToken()], inWords: 'a first one is made' };
  if (!rotate) return { before, after: before, inWords: 'the one in use is kept' };
  if (before.length > 1)
    throw new UsageError(`Shortcode ${shortcode} has two valid tokens already: --retire ends the older one.`);
  return {
    before,
    after: [inUse, newToken()],
    inWords: 'a new one is made, and the old one stays valid until --retire',
  };
}

export interface HookUrls {
  readonly stk: string;
  readonly confirmation: string;
  readonly validation: string;
}

export const hookUrls = (baseUrl: string, token: string): HookUrls => ({
  stk: `${baseUrl}/hooks/${token}/stk`,
  confirmation: `${baseUrl}/hooks/${token}/c2b/confirmation`,
  validation: `${baseUrl}/hooks/${token}/c2b/validation`,
});

/** A URL whose token only its owner would recognise. */
export const maskedUrl = (url: string): string =>
  url.replace(/(\/hooks\/[0-9a-f]{4})[0-9a-f]{44}(?=\/)/, '$1…');

/** What Daraja would say of the URLs, before it is asked. Throws ConfigurationError where it is sure to refuse. */
export function lintUrls(
  { stk, confirmation, validation }: HookUrls,
  isProduction: boolean,
): readonly string[] {
  const words = [...new Set([stk, confirmation, validation].flatMap(forbiddenWordsIn))];
  if (words.length === 0) return [];
  const told = `The callback URLs contain "${words.join('", "')}", for which Daraja refuses them: give the stage a domain (docs/operate.md).`;
  if (isProduction) throw new ConfigurationError(told);
  return [`${told} The sandbox is said to look less closely.`];
}

/**
 * Where else the notices of a shortcode go, and whether they can be signed. A target's path and query may be a secret of the
 * operator's: without `show` only its host is named.
 */
export function forwardingLine(
  { forwardTo = {} }: PartnerShortcode,
  { id, secret, show }: { readonly id: string; readonly secret: unknown; readonly show: boolean },
): string {
  const targets = forwardTargetNames.flatMap((channel) => {
    const url = forwardTo[channel];
    return url === undefined ? [] : `${channel} to ${show ? url : new URL(url).host}`;
  });
  if (targets.length === 0) return "nowhere (the partner's document names no forwardTo)";
  const signed = signingKeysOf(secret).ok
    ? `signed with forwardingSecret of ${id}`
    : `but nothing goes on until ${id} holds a forwardingSecret: expected ${signingSecretForm}`;
  return `${targets.join(', ')}; ${signed}`;
}

/** Throws ConfigurationError when validation is wanted and nobody would look at the question. */
export function checkValidation({ validation }: RegistrationRequest, settings: PartnerShortcode): void {
  if (!validation || settings.validation === 'check' || settings.forwardTo?.validation !== undefined) return;
  throw new ConfigurationError(
    `Every payment to ${settings.shortcode} would be accepted unseen: set validation to check, or forwardTo.validation, in the partner's document first.`,
  );
}

/**
 * What is said of URLs that were made for another partner id than the one that lists the shortcode now, as after a partner's
 * document was made anew: until they are its own, they tell nothing of its other shortcodes' payments.
 */
export function formerOwnerLines(
  known: readonly Hook[],
  { partnerId, shortcode }: PartnerShortcode,
): readonly string[] {
  const former = [...new Set(known.map((hook) => hook.partnerId))].filter((id) => id !== partnerId);
  if (former.length === 0) return [];
  return [
    `Owner: URLs of ${shortcode} were made for the partner ${former.join(', ')}, and ${partnerId} lists it now: they become those of ${partnerId}`,
  ];
}
