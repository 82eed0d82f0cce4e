import { MongoFault, notImplemented } from '../faults.ts';
import { isNumberValue, isTruthy, toJs } from '../numbers/numbers.ts';
import { compileFilter } from '../query/filters.ts';
import { type Document, isDocument } from '../values/documents.ts';
import { keyOf } from '../values/key.ts';

/** An index as a client describes it. */
export interface IndexSpec {
  readonly name: string;
  readonly key: Document;
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partialFilterExpression: Document | undefined;
}

export const ID_INDEX: IndexSpec = {
  name: '_id_',
  key: { _id: 1 },
  unique: true,
  sparse: false,
  partialFilterExpression: undefined,
};

/** Options that change nothing here: how it is built, and versions of formats that this server has not. */
const HARMLESS = new Set(['v', 'background', 'hidden']);

/**
 * Reads one entry of `createIndexes`. Unique, sparse and partial indexes do what they say; kinds and options that the emulator
 * would have to ignore (text, geo, hashed, wildcard, TTL, collation) are refused.
 */
export function readIndexSpec(spec: unknown): IndexSpec {
  if (!isDocument(spec) || !isDocument(spec.key))
    throw new MongoFault(9, "The 'key' field of an index is required");
  const { key, name, unique, sparse, partialFilterExpression, ...others } = spec;
  const [option] = Object.keys(others).filter((other) => !HARMLESS.has(other));
  if (option !== undefined) throw notImplemented(`The index option '${option}'`);
  if (Object.keys(key).length === 0) throw new MongoFault(67, 'Index keys cannot be an empty object');
  for (const [field, order] of Object.entries(key)) {
    if (!isNumberValue(order) || toJs(order) === 0)
      throw notImplemented(`The index on '${field}' of kind '${String(order)}'`);
    if (field.includes('$')) throw notImplemented(`The index on '${field}'`);
  }
  if (partialFilterExpression !== undefined) compileFilter(partialFilterExpression);
  return {
    name: typeof name === 'string' ? name : defaultName(key),
    key,
    unique: isTruthy(unique),
    sparse: isTruthy(sparse),
    partialFilterExpression: isDocument(partialFilterExpression) ? partialFilterExpression : undefined,
  };
}

const defaultName = (key: Document): string =>
  Object.entries(key)
    .map(([field, order]) => `${field}_${isNumberValue(order) ? toJs(order) : order}`)
    .join('_');

export const sameKey = (a: IndexSpec, b: IndexSpec): boolean => keyOf(a.key) === keyOf(b.key);

export const sameIndex = (a: IndexSpec, b: IndexSpec): boolean =>
  sameKey(a, b) &&
  a.unique === b.unique &&
  a.sparse === b.sparse &&
  keyOf(a.partialFilterExpression) === keyOf(b.partialFilterExpression);

/** As `listIndexes` tells it. */
export function describeIndex({ name, key, unique, sparse, partialFilterExpression }: IndexSpec): Document {
  const options = { unique: unique && name !== '_id_', sparse };
  return {
    v: 2,
    key,
    name,
    ...Object.fromEntries(Object.entries(options).filter(([, set]) => set)),
    ...(partialFilterExpression === undefined ? {} : { partialFilterExpression }),
  };
}
