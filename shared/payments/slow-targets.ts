/** Whose turn it is to be waited for: a target that does not answer must not keep all hands busy. */
export interface SlowTargets {
  /** False while it rests: it let somebody wait a moment ago, or somebody is just trying it again. */
  mayAsk(url: string): boolean;
  /** What the post that was allowed came to. */
  heard(url: string, isSlow: boolean): void;
}

const restMs = 10_000;

/** Known to one instance of a function; several find it out each for themselves. */
export function slowTargets(clock: () => number): SlowTargets {
  const slow = new Map<string, { readonly restsUntil: number; isTried: boolean }>();
  return {
    mayAsk(url) {
      const known = slow.get(url);
      if (!known) return true;
      if (known.isTried || clock() < known.restsUntil) return false;
      known.isTried = true;
      return true;
    },
    heard(url, isSlow) {
      if (isSlow) slow.set(url, { restsUntil: clock() + restMs, isTried: false });
      else slow.delete(url);
    },
  };
}
