import type { Shortcode } from '../../kernel/identifiers.ts';
import type { Hook } from '../../mpesa/hook.ts';
import type { HookDirectory } from '../../payments/hook-directory.ts';
import type { PartnerShortcode } from '../../payments/payment-book.ts';

/** Callback tokens and shortcode settings in memory. */
export function memoryHookDirectory(): HookDirectory {
  const hooks = new Map<string, Hook>();
  let settings = new Map<Shortcode, PartnerShortcode>();
  return {
    async hook(tokenSha256) {
      return hooks.get(tokenSha256);
    },
    async putHook(tokenSha256, hook) {
      hooks.set(tokenSha256, hook);
    },
    async removeHook(tokenSha256) {
      hooks.delete(tokenSha256);
    },
    async shortcode(shortcode) {
      return settings.get(shortcode);
    },
    async putShortcodes(listed) {
      settings = new Map(listed.map((each) => [each.shortcode, each]));
    },
  };
}
