import { runPipeline } from '../aggregation/pipeline.ts';
import { MongoFault } from '../faults.ts';
import { compileUpdate, isReplacement, type Update } from '../update/updates.ts';
import { upserted } from '../update/upserts.ts';
import type { Document } from '../values/documents.ts';
import { isDocument } from '../values/documents.ts';
import type { CommandContext } from './command.ts';
import { matchedDocuments, surroundings } from './matched-documents.ts';

/** One change to the documents that match, as `update` and `findAndModify` ask for it. */
export interface UpdateStatement {
  readonly collection: string;
  readonly filter: Document;
  readonly update: unknown;
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly arrayFilters: readonly unknown[];
  readonly sort: Document | undefined;
  readonly variables: Document;
}

export interface UpdateOutcome {
  readonly matched: number;
  readonly modified: number;
  /** The document that was inserted for want of a match. */
  readonly inserted: Document | undefined;
  /** The first matched document before and after. */
  readonly before: Document | undefined;
  readonly after: Document | undefined;
}

const PIPELINE_STAGES = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

/** Applies the statement. Belongs inside `Catalog.write`. */
export function applyUpdate(statement: UpdateStatement, context: CommandContext): UpdateOutcome {
  const update = compile(statement, context);
  const documents = matchedDocuments(
    context,
    { ...statement, ...(statement.multi ? {} : { limit: 1 }) },
    statement.variables,
  );
  if (documents.length === 0 && statement.upsert) {
    const collection = context.catalog.ensure(context.database, statement.collection);
    const inserted = collection.insert(upserted(statement.filter, statement.update, update));
    return { matched: 0, modified: 0, inserted, before: undefined, after: inserted };
  }
  const collection = context.catalog.collection(context.database, statement.collection);
  let modified = 0;
  let after: Document | undefined;
  for (const document of documents) {
    const next = update(document, false);
    after ??= next;
    if (collection?.replace(document, next)) modified += 1;
  }
  return { matched: documents.length, modified, inserted: undefined, before: documents[0], after };
}

function compile(statement: UpdateStatement, context: CommandContext): Update {
  if (statement.multi && isReplacement(statement.update)) {
    throw new MongoFault(9, 'multi update is not supported for replacement-style update');
  }
  return compileUpdate(statement.update, {
    filter: statement.filter,
    arrayFilters: statement.arrayFilters,
    runPipeline: (document, pipeline) => {
      for (const stage of pipeline) {
        const [name = ''] = isDocument(stage) ? Object.keys(stage) : [];
        if (!PIPELINE_STAGES.has(name))
          throw new MongoFault(72, `${name} is not allowed to be used within an update`);
      }
      const [next = document] = runPipeline([document], pipeline, surroundings(context, statement.variables));
      return next;
    },
  });
}
