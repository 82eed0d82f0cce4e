import { concat, Lazy } from 'mingo/lazy';
import type { Options } from 'mingo/types';
import { pathOf, put, valuesAt } from '../../documents/paths.ts';
import { MongoFault, notImplemented } from '../../faults.ts';
import { type Document, isDocument } from '../../values/documents.ts';
import { keyOf } from '../../values/key.ts';
import { compileExpression } from '../expressions.ts';
import { runStages, type Stage } from '../sub-pipelines.ts';
import { lazily } from './group.ts';

/** Several pipelines over the same documents, all results in one document. */
export const facet: Stage = (source, spec, options) => {
  if (!isDocument(spec) || Object.keys(spec).length === 0)
    throw new MongoFault(40169, 'the $facet specification must be a non-empty object');
  return lazily(source, (documents) => [
    Object.fromEntries(
      Object.entries(spec).map(([name, pipeline]) => [name, runStages(documents, pipeline, options)]),
    ),
  ]);
};

function collectionNamed(name: unknown, options: Options): readonly Document[] {
  if (typeof name !== 'string' || options.collectionResolver === undefined)
    throw new MongoFault(9, 'a collection name must be a string');
  return options.collectionResolver(name);
}

export const unionWith: Stage = (source, spec, options) => {
  const { coll, pipeline = [], ...others } = isDocument(spec) ? spec : { coll: spec };
  refuseOthers('$unionWith', others);
  return concat(source, Lazy(runStages(collectionNamed(coll, options), pipeline, options)));
};

function refuseOthers(stage: string, others: Document): void {
  const [other] = Object.keys(others);
  if (other !== undefined) throw notImplemented(`The option '${other}' of ${stage}`);
}

export const lookup: Stage = (source, spec, options) => {
  const {
    from,
    as,
    localField,
    foreignField,
    let: variables,
    pipeline = [],
    ...others
  } = isDocument(spec) ? spec : {};
  refuseOthers('$lookup', others);
  if (typeof as !== 'string') throw new MongoFault(9, "missing required field 'as' of $lookup");
  const foreign = collectionNamed(from, options);
  const joined =
    typeof localField === 'string' && typeof foreignField === 'string'
      ? byEquality(foreign, localField, foreignField)
      : () => foreign;
  const bound = boundVariables(variables, options);
  // A fault in the inner pipeline shows even when no document comes.
  runStages([], pipeline, subOptions(options));
  return source.map((document: Document) => {
    const candidates = joined(document);
    const found =
      Array.isArray(pipeline) && pipeline.length === 0
        ? [...candidates]
        : runStages(candidates, pipeline, {
            ...subOptions(options),
            variables: { ...options.variables, ...bound(document) },
          });
    const result = { ...document };
    put(result, as, found);
    return result;
  });
};

function subOptions({
  context,
  collectionResolver,
}: Options): Pick<Options, 'context' | 'collectionResolver'> {
  return collectionResolver === undefined ? { context } : { context, collectionResolver };
}

function boundVariables(variables: unknown, options: Options): (document: Document) => Document {
  const expressions = Object.entries(isDocument(variables) ? variables : {}).map(
    ([name, expression]) => [name, compileExpression(expression, options)] as const,
  );
  return (document) => Object.fromEntries(expressions.map(([name, value]) => [name, value(document)]));
}

/** Missing joins with null and missing, as in MongoDB; an array on either side joins by each element. */
function byEquality(
  foreign: readonly Document[],
  local: string,
  foreignField: string,
): (document: Document) => readonly Document[] {
  const found = new Map<string, Document[]>();
  const foreignPath = pathOf(foreignField);
  for (const document of foreign) {
    for (const key of new Set(valuesAt(document, foreignPath).map((value) => keyOf(value ?? null)))) {
      const list = found.get(key) ?? [];
      list.push(document);
      found.set(key, list);
    }
  }
  const localPath = pathOf(local);
  return (document) => {
    const keys = new Set(valuesAt(document, localPath).map((value) => keyOf(value ?? null)));
    if (keys.size === 1) return found.get([...keys][0] ?? '') ?? [];
    const matches = new Set([...keys].flatMap((key) => found.get(key) ?? []));
    return foreign.filter((candidate) => matches.has(candidate));
  };
}
