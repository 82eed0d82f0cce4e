import { runFind, runPipeline, type Surroundings } from '../aggregation/pipeline.ts';
import { candidates } from '../storage/candidates.ts';
import type { Document } from '../values/documents.ts';
import type { CommandContext } from './command.ts';

/** Which documents of a collection, in which order. */
export interface Selection {
  readonly collection: string;
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
  readonly projection?: Document | undefined;
}

/** What expressions may refer to: the database's other collections, and the command's `let`. */
export function surroundings({ catalog, database }: CommandContext, variables: Document = {}): Surroundings {
  const none: Surroundings = {
    documentsOf: (name) => [...(catalog.collection(database, name)?.documents() ?? [])],
    variables: {},
  };
  if (Object.keys(variables).length === 0) return none;
  const [computed = {}] = runPipeline([{}], [{ $replaceWith: variables }], none);
  return { ...none, variables: computed };
}

/** The documents that match, by an index where one can answer. A collection that does not exist has none. */
export function matchedDocuments(
  context: CommandContext,
  selection: Selection,
  variables?: Document,
): Document[] {
  const collection = context.catalog.collection(context.database, selection.collection);
  const documents = collection ? candidates(collection, selection.filter) : [];
  const { filter, sort, skip, limit, projection } = selection;
  return runFind(documents, { filter, sort, skip, limit, projection }, surroundings(context, variables));
}
