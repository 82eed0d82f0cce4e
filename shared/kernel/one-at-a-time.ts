/** Runs work of the same key one after the other, in the order in which it came; work of other keys goes on meanwhile. */
export function oneAtATime() {
  const last = new Map<string, Promise<unknown>>();
  return async <Done>(key: string, work: () => Promise<Done>): Promise<Done> => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work);
    const ended = mine.catch(() => undefined);
    last.set(key, ended);
    try {
      return await mine;
    } finally {
      if (last.get(key) === ended) last.delete(key);
    }
  };
}
