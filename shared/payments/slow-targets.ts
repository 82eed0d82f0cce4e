/** Whose turn it is to be waited for: a target that does not answer must not keep all hands busy. */
export interface SlowTargets {
  /** False while it rests: it let somebody wait a moment ago, or somebody is just trying it again. */
  mayAsk(url: string): boolean;
  /** What the post that was allowed came to. */
  heard(url: string, isSlow: boolean): void;
}

/** The first rest; each that follows upon it is twice as long, up to the longest. */
const restMs = 10_000;
const longestRestMs = 60_000;

/** Known to one instance of a function; several find it out each for themselves. */
export function slowTargets(clock: () => number): SlowTargets {
  const slow = new Map<string, { readonly restsUntil: number; readonly restMs: number; isTried: boolean }>();
  return {
    mayAsk(url) {
      const known = slow.get(url);
      if (!known) return true;
      if (known.isTried || clock() < known.restsUntil) return false;
      known.isTried = true;
      return true;
    },
    heard(url, isSlow) {
      if (!isSlow) {
        slow.delete(url);
        return;
      }
      const known = slow.get(url);
      // Those that were under way when the first one gave up count as that one.
      if (known && !known.isTried) return;
      const rest = known ? Math.min(longestRestMs, 2 * known.restMs) : restMs;
      slow.set(url, { restsUntil: clock() + rest, restMs: rest, isTried: false });
    },
  };
}
