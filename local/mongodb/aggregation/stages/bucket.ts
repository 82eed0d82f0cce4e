import { MongoFault, notImplemented } from '../../faults.ts';
import { type Document, isDocument } from '../../values/documents.ts';
import { compareValues } from '../../values/order.ts';
import { rankOf } from '../../values/types.ts';
import { compileExpression } from '../expressions.ts';
import type { Stage } from '../sub-pipelines.ts';
import { lazily, readFields } from './group.ts';

/** Groups by half-open ranges `[boundary, next boundary)`. */
export const bucket: Stage = (source, spec, options) => {
  const {
    groupBy,
    boundaries,
    default: others,
    output = { count: { $sum: 1 } },
    ...rest
  } = isDocument(spec) ? spec : {};
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw notImplemented(`The option '${unknown}' of $bucket`);
  if (!Array.isArray(boundaries) || boundaries.length < 2)
    throw new MongoFault(40192, "The $bucket 'boundaries' field must have at least 2 values");
  const rising = boundaries
    .slice(1)
    .every((value, i) => rankOf(value) === rankOf(boundaries[i]) && compareValues(value, boundaries[i]) > 0);
  if (!rising)
    throw new MongoFault(40194, "The 'boundaries' option to $bucket must be sorted and of one type");
  const keyOf = compileExpression(groupBy, options);
  const reduce = readFields(isDocument(output) ? output : {}, options);
  const boundaryOf = (document: Document): unknown => {
    const value = keyOf(document);
    const next = boundaries.findIndex((boundary) => compareValues(value, boundary) < 0);
    if (next > 0) return boundaries[next - 1];
    if (others !== undefined) return others;
    throw new MongoFault(
      40066,
      '$bucket could not find a matching branch for an input, and no default was specified.',
    );
  };
  return lazily(source, (documents) => {
    const byBoundary = Map.groupBy(documents, boundaryOf);
    return [...byBoundary]
      .sort(([a], [b]) => compareValues(a, b))
      .map(([_id, inside]) => ({ _id, ...reduce(inside) }));
  });
};
