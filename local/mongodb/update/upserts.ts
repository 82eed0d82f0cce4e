import { ObjectId } from 'bson';
import { setAt } from '../documents/changes.ts';
import { pathOf } from '../documents/paths.ts';
import { isOperatorDocument } from '../query/filters.ts';
import { type Document, isDocument } from '../values/documents.ts';
import { isReplacement, type Update } from './updates.ts';

/** The document that an upsert inserts: what the filter equates, then the update, with an `_id` in any case. */
export function upserted(filter: Document, spec: unknown, update: Update): Document {
  const equalities = equalitiesOf(filter);
  const base: Document = {};
  for (const [path, value] of equalities) {
    if (path === '_id' || !isReplacement(spec)) setAt(base, pathOf(path), value);
  }
  const { _id = new ObjectId(), ...rest } = update(base, true);
  return { _id, ...rest };
}

function equalitiesOf(filter: Document): [string, unknown][] {
  return Object.entries(filter).flatMap(([name, condition]): [string, unknown][] => {
    if (name === '$and' && Array.isArray(condition))
      return condition.filter(isDocument).flatMap(equalitiesOf);
    if (name.startsWith('$')) return [];
    if (!isOperatorDocument(condition)) return [[name, condition]];
    return '$eq' in condition ? [[name, condition.$eq]] : [];
  });
}
