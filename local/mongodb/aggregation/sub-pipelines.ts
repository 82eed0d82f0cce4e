import { Aggregator } from 'mingo/aggregator';
import { OpType } from 'mingo/core';
import type { Iterator } from 'mingo/lazy';
import type { Options } from 'mingo/types';
import { MongoFault } from '../faults.ts';
import { type Document, isDocument } from '../values/documents.ts';

/** A stage of a pipeline: from one stream of documents to the next. Documents that come in are shared, never changed. */
export type Stage = (source: Iterator, spec: unknown, options: Options) => Iterator;

/**
 * Runs the stages over the documents. Used for whole pipelines and for those inside `$facet`, `$lookup` and `$unionWith`.
 * @throws MongoFault 40324 naming a stage that is unknown.
 */
export function runStages(
  documents: Iterable<Document>,
  pipeline: unknown,
  options: Pick<Options, 'context'> & Partial<Options>,
): Document[] {
  if (!Array.isArray(pipeline)) throw new MongoFault(14, "'pipeline' must be an array of stages");
  for (const stage of pipeline) checkName(stage, options.context);
  return runTrusted(documents, pipeline, options);
}

/** For stages that this program put together itself. */
export function runTrusted(
  documents: Iterable<Document>,
  pipeline: readonly Document[],
  options: Pick<Options, 'context'> & Partial<Options>,
): Document[] {
  return new Aggregator([...pipeline], options).stream(documents).collect<Document>();
}

function checkName(stage: unknown, context: Options['context']): void {
  const names = isDocument(stage) ? Object.keys(stage) : [];
  const [name] = names;
  if (name === undefined || names.length > 1) {
    throw new MongoFault(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  if (name === '$changeStream') {
    throw new MongoFault(40573, 'The $changeStream stage is only supported on replica sets');
  }
  if (!name.startsWith('$') || !context.getOperator(OpType.PIPELINE, name)) {
    throw new MongoFault(40324, `Unrecognized pipeline stage name: '${name}'`);
  }
}
