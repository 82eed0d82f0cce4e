import { Context } from 'mingo/core';
import type { ExpressionOperator, PipelineOperator } from 'mingo/types';
import { MingoError } from 'mingo/util';
import { MongoFault } from '../faults.ts';
import { compileFilter } from '../query/filters.ts';
import type { Document } from '../values/documents.ts';
import { compileExpression } from './expressions.ts';
import { ARITHMETIC } from './operators/arithmetic.ts';
import { COLLECTIONS } from './operators/collections.ts';
import { CONVERSION } from './operators/conversion.ts';
import { DATES } from './operators/dates.ts';
import { LOGIC } from './operators/logic.ts';
import { STRINGS } from './operators/strings.ts';
import { bucket } from './stages/bucket.ts';
import { group, sortByCount } from './stages/group.ts';
import { facet, lookup, unionWith } from './stages/join.ts';
import { count, limit, sample, skip, sort } from './stages/order.ts';
import { addFields, findProjection, project, replaceRoot, replaceWith, unset } from './stages/shape.ts';
import { unwind } from './stages/unwind.ts';
import { runStages, runTrusted, type Stage } from './sub-pipelines.ts';

const match: Stage = (source, spec, options) => {
  return source.filter(compileFilter(spec, (expression) => compileExpression(expression, options)));
};

/** find's own projection among the stages. Clients cannot name it: their stages begin with `$`. */
const FIND_PROJECTION = 'find projection';

const STAGES: Readonly<Record<string, Stage>> = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: count,
  $sample: sample,
  $group: group,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $unwind: unwind,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceWith,
  $facet: facet,
  $lookup: lookup,
  $unionWith: unionWith,
  [FIND_PROJECTION]: findProjection,
};

/**
 * mingo carries the streams and the expression language; the operators are our own wherever it knows no BSON type, changes the
 * documents it is given, or answers otherwise than MongoDB.
 */
const CONTEXT = Context.init({
  expression: { ...COLLECTIONS, ...STRINGS, ...DATES, ...CONVERSION, ...ARITHMETIC, ...LOGIC } as Record<
    string,
    ExpressionOperator
  >,
  pipeline: STAGES as Record<string, PipelineOperator>,
});

/** What a pipeline may look at besides its own documents. */
export interface Surroundings {
  readonly documentsOf: (collection: string) => Document[];
  /** The `let` of the command: constants that expressions read as `$$name`. */
  readonly variables: Document;
}

/** @throws MongoFault when a stage or operator is unknown or cannot be applied. */
export function runPipeline(
  documents: Iterable<Document>,
  pipeline: unknown,
  surroundings: Surroundings,
): Document[] {
  return told(() => runStages(documents, pipeline, optionsFor(surroundings)));
}

/** The parts of a `find`, each undefined when not asked for. */
export interface Find {
  readonly filter: Document;
  readonly sort?: unknown;
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
  readonly projection?: unknown;
}

export function runFind(documents: Iterable<Document>, find: Find, surroundings: Surroundings): Document[] {
  const stages: Document[] = [{ $match: find.filter }];
  if (find.sort !== undefined) stages.push({ $sort: find.sort });
  if (find.skip) stages.push({ $skip: find.skip });
  if (find.limit) stages.push({ $limit: find.limit });
  if (find.projection !== undefined) stages.push({ [FIND_PROJECTION]: find.projection });
  return told(() => runTrusted(documents, stages, optionsFor(surroundings)));
}

function optionsFor({ documentsOf, variables }: Surroundings) {
  return { context: CONTEXT, collectionResolver: documentsOf, variables };
}

/** mingo's own refusals have no code. */
function told<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof MingoError) throw new MongoFault(2, error.message);
    throw error;
  }
}
