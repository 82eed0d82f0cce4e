import { sha256 } from '../../shared/kernel/canonical-json.ts';
import type { ForwardTargets } from '../../shared/payments/forward.ts';
import type { HookDirectory } from '../../shared/payments/hook-directory.ts';
import type { PartnerShortcode } from '../../shared/payments/payment-book.ts';

/** Callback URLs that never change, of shortcodes that may be taken off the list; `forwardTo` is that of each. */
export function listedHooks(
  byToken: readonly (readonly [token: string, listing: PartnerShortcode])[],
  forwardTo: ForwardTargets | undefined,
): HookDirectory {
  let listed: readonly PartnerShortcode[] = byToken.map(([, listing]) => ({
    ...listing,
    ...(forwardTo && { forwardTo }),
  }));
  return {
    hook: async (hash) => byToken.find(([token]) => sha256(token) === hash)?.[1],
    putHook: async () => undefined,
    removeHook: async () => undefined,
    shortcode: async (asked) => listed.find((each) => each.shortcode === asked),
    putShortcodes: async (now) => {
      listed = now;
    },
  };
}
