import type { HookDirectory } from './hook-directory.ts';

/** So long a removed token may still be taken, and a changed shortcode setting be unknown. */
const rememberMs = 30_000;
const maxRemembered = 10_000;

/** Remembers what it found for half a minute. What it did not find it asks again each time: a new URL works at once. */
export function rememberedHooks(directory: HookDirectory, clock: () => number): HookDirectory {
  return {
    ...directory,
    hook: remembered((tokenSha256) => directory.hook(tokenSha256), clock),
    shortcode: remembered((shortcode) => directory.shortcode(shortcode), clock),
  };
}

function remembered<Key, Value>(find: (key: Key) => Promise<Value | undefined>, clock: () => number) {
  const found = new Map<Key, { readonly value: Value; readonly until: number }>();
  return async (key: Key): Promise<Value | undefined> => {
    const known = found.get(key);
    if (known && known.until > clock()) return known.value;
    const value = await find(key);
    if (found.size >= maxRemembered) found.clear();
    if (value === undefined) found.delete(key);
    else found.set(key, { value, until: clock() + rememberMs });
    return value;
  };
}
