import { pathOf, valuesAt } from '../documents/paths.ts';
import { MongoFault, notImplemented } from '../faults.ts';
import { isNumberValue, toJs } from '../numbers/numbers.ts';
import { type Document, isDocument } from './documents.ts';
import { compareValues } from './order.ts';

interface SortField {
  readonly keyOf: (document: Document) => unknown;
  readonly direction: number;
}

function sortFields(spec: unknown): SortField[] {
  if (!isDocument(spec)) throw new MongoFault(15973, 'the sort specification must be an object');
  return Object.entries(spec).map(([name, order]) => {
    if (isDocument(order) && order.$meta !== undefined) throw notImplemented('Sorting by $meta');
    const direction = isNumberValue(order) ? toJs(order) : 0;
    if (direction !== 1 && direction !== -1) {
      throw new MongoFault(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    }
    return { direction, keyOf: sortKey(name, direction) };
  });
}

/** Missing sorts as null; an array by its smallest element when ascending, by its largest when descending. */
function sortKey(name: string, direction: number): (document: Document) => unknown {
  const path = pathOf(name);
  return (document) => {
    const [first, ...others] = valuesAt(document, path);
    let key = first ?? null;
    for (const value of others) if (compareValues(value ?? null, key) * direction < 0) key = value ?? null;
    return key;
  };
}

/** Sorts stably: what the specification does not tell apart keeps its order. Each sort key is read once. */
export function sorted<T>(items: readonly T[], spec: unknown, documentOf: (item: T) => Document): T[] {
  const fields = sortFields(spec);
  const rows = items.map((item) => ({ item, keys: fields.map(({ keyOf }) => keyOf(documentOf(item))) }));
  rows.sort((a, b) => {
    for (const [i, { direction }] of fields.entries()) {
      const order = compareValues(a.keys[i], b.keys[i]);
      if (order !== 0) return order * direction;
    }
    return 0;
  });
  return rows.map(({ item }) => item);
}
