import { type Iterator, Lazy } from 'mingo/lazy';
import type { Options } from 'mingo/types';
import { MongoFault } from '../../faults.ts';
import { type Document, isDocument } from '../../values/documents.ts';
import { keyOf } from '../../values/key.ts';
import { sorted } from '../../values/sorting.ts';
import { ACCUMULATORS, type Accumulator } from '../accumulators.ts';
import { compileExpression, type Expression } from '../expressions.ts';
import type { Stage } from '../sub-pipelines.ts';

interface GroupField {
  readonly name: string;
  readonly accumulate: Accumulator;
  readonly input: Expression;
}

function readField(name: string, spec: unknown, options: Options): GroupField {
  const [[operator, input] = [], ...others] = isDocument(spec) ? Object.entries(spec) : [];
  if (operator === undefined || !operator.startsWith('$')) {
    throw new MongoFault(40234, `The field '${name}' must be an accumulator object`);
  }
  if (others.length > 0) throw new MongoFault(40238, `The field '${name}' must specify one accumulator`);
  const accumulate = Object.hasOwn(ACCUMULATORS, operator) ? ACCUMULATORS[operator] : undefined;
  if (accumulate === undefined) throw new MongoFault(15952, `unknown group operator '${operator}'`);
  return { name, accumulate, input: compileExpression(operator === '$count' ? 1 : input, options) };
}

/** Reads the fields of a group, for `$group` and `$bucket`. */
export function readFields(spec: Document, options: Options): (documents: readonly Document[]) => Document {
  const fields = Object.entries(spec).map(([name, value]) => readField(name, value, options));
  return (documents) =>
    Object.fromEntries(fields.map(({ name, accumulate, input }) => [name, accumulate(documents.map(input))]));
}

interface Group {
  readonly id: unknown;
  readonly documents: Document[];
}

/** Groups in order of first appearance; values that MongoDB calls equal (1, 1.0, NumberLong(1)) share a group. */
export const group: Stage = (source, spec, options) => {
  if (!isDocument(spec) || !('_id' in spec))
    throw new MongoFault(15955, 'a group specification must include an _id');
  const { _id, ...fieldSpecs } = spec;
  const idOf = compileExpression(_id, options);
  const reduce = readFields(fieldSpecs, options);
  return lazily(source, (documents) =>
    grouped(documents, idOf).map(({ id, documents: inside }) => ({ _id: id, ...reduce(inside) })),
  );
};

function grouped(documents: readonly Document[], idOf: Expression): Group[] {
  const groups = new Map<string, Group>();
  for (const document of documents) {
    const id = idOf(document) ?? null;
    const key = keyOf(id);
    const known = groups.get(key);
    if (known) known.documents.push(document);
    else groups.set(key, { id, documents: [document] });
  }
  return [...groups.values()];
}

export const sortByCount: Stage = (source, spec, options) =>
  lazily(group(source, { _id: spec, count: { $sum: 1 } }, options), (groups) =>
    sorted(groups, { count: -1 }, (each) => each),
  );

/** A stage that needs all documents before it can give the first. */
export function lazily(source: Iterator, next: (documents: Document[]) => Iterable<Document>): Iterator {
  return source.transform<Document>((documents) => Lazy(next(documents)));
}
