import type { PowerItem } from './power-trade.ts';

/** What a window must come to; known from how the items were made, not from reading them. */
export interface ExpectedRevenue {
  readonly totalMinor: bigint;
  readonly count: number;
  readonly unreadable: number;
  readonly byUtility: Readonly<Record<string, bigint>>;
}

/** @param withLate whether the late tokens have arrived. */
export function expectedRevenue(
  items: readonly PowerItem[],
  from: number,
  until: number,
  { withLate }: { readonly withLate: boolean },
): ExpectedRevenue {
  const sold = items.filter(
    ({ at, isLate, document }) =>
      at >= from && at < until && (document.status === 'fulfilled' || (withLate && isLate)),
  );
  const byUtility: Record<string, bigint> = {};
  let totalMinor = 0n;
  let unreadable = 0;
  for (const { amountMinor, document } of sold) {
    if (amountMinor === undefined) {
      unreadable += 1;
      continue;
    }
    totalMinor += BigInt(amountMinor);
    byUtility[document.utility] = (byUtility[document.utility] ?? 0n) + BigInt(amountMinor);
  }
  return { totalMinor, count: sold.length - unreadable, unreadable, byUtility };
}
