import { byRevenue } from '../../revenue/figures.ts';
import type { RevenueBook } from '../../revenue/revenue-book.ts';
import type { RevenueWindow } from '../../revenue/window.ts';

export interface RevenueItem {
  readonly at: number;
  /** Undefined where it cannot be read. */
  readonly amountMinor: number | undefined;
  readonly utility: string;
  readonly isFulfilled: boolean;
}

/** A report's items in memory. */
export class MemoryRevenueBook implements RevenueBook {
  private readonly items = new Map<string, RevenueItem>();

  put(id: string, item: RevenueItem): void {
    this.items.set(id, item);
  }

  clear(): void {
    this.items.clear();
  }

  async figures(window: RevenueWindow) {
    const inside = this.inside(window);
    const read = inside.flatMap(({ amountMinor, utility: name }) =>
      amountMinor === undefined ? [] : [{ name, totalMinor: amountMinor, count: 1 }],
    );
    return {
      totalMinor: read.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
      count: read.length,
      byUtility: byRevenue(read),
      unreadable: inside.length - read.length,
      isCountOnly: false,
    };
  }

  async count(window: RevenueWindow) {
    return this.inside(window).length;
  }

  private inside({ startAt, endAt }: RevenueWindow): readonly RevenueItem[] {
    return [...this.items.values()].filter(
      ({ at, isFulfilled }) => isFulfilled && at >= startAt && at < endAt,
    );
  }
}
