import type { RevenueReport } from '../../revenue/report.ts';
import type { MongoSettings } from './settings.ts';

/** An index that a collection of the operator's should have; we only read, so the operator makes it. */
export interface WantedIndex {
  readonly collection: string;
  readonly keys: Readonly<Record<string, 1>>;
  /** What it is asked for. */
  readonly reason: string;
}

/** @returns the indexes without which every look-up reads the whole collection. */
export function wantedIndexes({
  collections,
  fields,
}: Pick<MongoSettings, 'collections' | 'fields'>): readonly WantedIndex[] {
  const { id, checkoutRequestId, mpesaReceipt, reference, updatedAt, createdAt } = fields.payments;
  const wanted: readonly (readonly [string, string])[] = [
    [checkoutRequestId, 'to find the payment of an STK push'],
    [mpesaReceipt, 'to find the payment of a receipt'],
    [reference, 'to find the payment of an account number'],
    [updatedAt, 'to see what changed'],
    [createdAt, 'to see what is new'],
    ...(id === '_id' ? [] : [[id, 'to read one payment'] as const]),
  ];
  return wanted.map(([path, reason]) => ({ collection: collections.payments, keys: { [path]: 1 }, reason }));
}

/** @returns the index without which a revenue report reads its whole collection. */
export const wantedIndexOf = ({
  collection,
  timeField,
}: Pick<RevenueReport, 'collection' | 'timeField'>): WantedIndex => ({
  collection,
  keys: { [timeField]: 1 },
  reason: 'to add up the revenue of six hours',
});
