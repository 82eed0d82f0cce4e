/** What names a fact: the same aggregate and version, published twice, bear the same id. */
export const factHead = (aggregate: string, version: number) => ({
  schema: 1 as const,
  id: `${aggregate}#${version}`,
  aggregate,
  version,
});
