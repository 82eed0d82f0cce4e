/** What was earned in a window, in integer minor units. */
export interface Figures {
  /** Of the amounts that could be read. */
  readonly totalMinor: number;
  readonly count: number;
  /** By revenue, highest first; their sums are the total and the count. */
  readonly byUtility: readonly UtilityFigures[];
  /** Items whose amount could not be read: in neither total nor count. */
  readonly unreadable: number;
  /** The aggregation failed: `count` is of all items, whether their amount can be read or not, and nothing else is known. */
  readonly isCountOnly: boolean;
}

export interface UtilityFigures {
  readonly name: string;
  readonly totalMinor: number;
  readonly count: number;
}

/** All that is known when only the items could be counted. */
export const countOnly = (count: number): Figures => ({
  totalMinor: 0,
  count,
  byUtility: [],
  unreadable: 0,
  isCountOnly: true,
});

/** A fact travels in a message of limited size, with up to 29 windows. */
const mostUtilities = 40;
const longestName = 60;
const unnamed = 'Unknown';
const others = 'Others';

/**
 * Utilities by revenue, then by name; those without a name together, and what is beyond the first forty together as well, so
 * that the sums stay the total.
 */
export function byRevenue(utilities: readonly UtilityFigures[]): readonly UtilityFigures[] {
  const named = Map.groupBy(utilities, ({ name }) => name.trim().slice(0, longestName) || unnamed);
  const sorted = [...named].map(([name, parts]) => summed(name, parts)).sort(highestFirst);
  if (sorted.length <= mostUtilities) return sorted;
  const rest = sorted.slice(mostUtilities - 1);
  return [...sorted.slice(0, mostUtilities - 1), summed(`${others} (${rest.length})`, rest)];
}

const summed = (name: string, parts: readonly UtilityFigures[]): UtilityFigures => ({
  name,
  totalMinor: parts.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
  count: parts.reduce((sum, { count }) => sum + count, 0),
});

const highestFirst = (a: UtilityFigures, b: UtilityFigures): number =>
  b.totalMinor - a.totalMinor || (a.name < b.name ? -1 : 1);
