import type { PartnerId, Shortcode } from '../kernel/identifiers.ts';

/** Whose callback URL a token is. */
export interface Hook {
  readonly partnerId: PartnerId;
  readonly shortcode: Shortcode;
}

/** Under which shortcode something was told, and whose URL told it. */
export interface Teller {
  readonly shortcode: Shortcode;
  /** Absent from what was kept before it was noted. */
  readonly partnerId?: PartnerId;
  /** A body states the shortcode, and no URL alone. */
  readonly isStated?: true;
}

/** Tokens of callback URLs, known by their SHA-256 only, and the shortcodes that partners list. */
export interface HookLookup {
  hook(tokenSha256: string): Promise<Hook | undefined>;
  shortcode(shortcode: Shortcode): Promise<Hook | undefined>;
}
