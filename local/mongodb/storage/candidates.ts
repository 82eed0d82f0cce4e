import { BSONRegExp } from 'bson';
import { isOperatorDocument } from '../query/filters.ts';
import { type Document, isDocument } from '../values/documents.ts';
import type { Collection } from './collection.ts';
import type { Entry } from './hash-index.ts';

/** Beyond this many look-ups a scan is as quick. */
const MAX_LOOKUPS = 10_000;

/**
 * The documents that can match a filter, in their order of insertion: by `_id` or a hash index where the filter asks for equality
 * (also through `$in`, `$and` and `$or`), otherwise all. They still have to pass the filter.
 */
export function candidates(collection: Collection, filter: unknown): Iterable<Document> {
  const found = isDocument(filter) ? lookedUp(collection, filter) : undefined;
  if (found === undefined) return collection.documents();
  return [...found].sort((a, b) => a.row - b.row).map(({ document }) => document);
}

/** Undefined when no index can answer. */
function lookedUp(collection: Collection, filter: Document): Set<Entry> | undefined {
  const equalities = equalitiesOf(filter);
  const ids = equalities.get('_id');
  if (ids) return new Set(ids.map((id) => collection.entryOf(id)).filter((entry) => entry !== undefined));
  for (const index of collection.indexes) {
    const lists = index.fields.map((field) => equalities.get(field));
    if (!index.isComplete || !lists.every((list) => list !== undefined)) continue;
    const rows = lists.reduce<unknown[][]>(
      (known, list) => known.flatMap((row) => list.map((value) => [...row, value])),
      [[]],
    );
    if (rows.length <= MAX_LOOKUPS) return new Set(rows.flatMap((values) => [...index.find(values)]));
  }
  return Array.isArray(filter.$or) ? union(collection, filter.$or) : undefined;
}

function union(collection: Collection, branches: readonly unknown[]): Set<Entry> | undefined {
  const found = branches.map((branch) => (isDocument(branch) ? lookedUp(collection, branch) : undefined));
  return found.every((set) => set !== undefined) ? new Set(found.flatMap((set) => [...set])) : undefined;
}

/** For each field the values that one of must be equal to. */
function equalitiesOf(filter: Document): Map<string, readonly unknown[]> {
  const equalities = new Map<string, readonly unknown[]>();
  for (const [name, condition] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(condition)) {
      for (const branch of condition.filter(isDocument)) {
        for (const [field, values] of equalitiesOf(branch)) equalities.set(field, values);
      }
    } else if (!name.startsWith('$')) {
      const values = valuesOf(condition);
      if (values?.every(isLookedUp)) equalities.set(name, values);
    }
  }
  return equalities;
}

function valuesOf(condition: unknown): readonly unknown[] | undefined {
  if (!isOperatorDocument(condition)) return [condition];
  if ('$eq' in condition) return [condition.$eq];
  return Array.isArray(condition.$in) ? condition.$in : undefined;
}

/** A regular expression matches many strings, and an array is indexed by its elements only. */
function isLookedUp(value: unknown): boolean {
  return value !== undefined && !Array.isArray(value) && !(value instanceof BSONRegExp);
}
