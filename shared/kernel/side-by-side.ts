/** Runs the work on each item, at most `width` at a time; the results come in the order of the items. */
export async function sideBySide<Item, Done>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Done>,
): Promise<Done[]> {
  const done: Done[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of waiting) done[at] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return done;
}
