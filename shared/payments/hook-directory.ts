import type { Shortcode } from '../kernel/identifiers.ts';
import type { Hook, HookLookup } from '../mpesa/hook.ts';
import type { PartnerShortcode } from './payment-book.ts';

/** Tokens of callback URLs, known by their SHA-256 only, and the settings of shortcodes as partners list them. */
export interface HookDirectory extends HookLookup {
  putHook(tokenSha256: string, hook: Hook): Promise<void>;
  removeHook(tokenSha256: string): Promise<void>;
  shortcode(shortcode: Shortcode): Promise<PartnerShortcode | undefined>;
  /** Replaces the listing: shortcodes that no partner lists any more are removed. */
  putShortcodes(listed: readonly PartnerShortcode[]): Promise<void>;
}
