import type { PartnerId, Shortcode } from '../kernel/identifiers.ts';
import type { PartnerShortcode } from './payment-book.ts';

/** Whose callback URL a token is. */
export interface Hook {
  readonly partnerId: PartnerId;
  readonly shortcode: Shortcode;
}

/** Tokens of callback URLs, known by their SHA-256 only, and the settings of shortcodes as partners list them. */
export interface HookDirectory {
  hook(tokenSha256: string): Promise<Hook | undefined>;
  putHook(tokenSha256: string, hook: Hook): Promise<void>;
  removeHook(tokenSha256: string): Promise<void>;
  shortcode(shortcode: Shortcode): Promise<PartnerShortcode | undefined>;
  /** Replaces the listing: shortcodes that no partner lists any more are removed. */
  putShortcodes(listed: readonly PartnerShortcode[]): Promise<void>;
}
