import { runFind } from '../aggregation/pipeline.ts';
import { MongoFault } from '../faults.ts';
import type { Document } from '../values/documents.ts';
import { arrayField, type Command, type CommandContext, collectionName, documentField } from './command.ts';
import { matchedDocuments, surroundings } from './matched-documents.ts';
import { applyUpdate } from './update-statement.ts';

const sortOf = (command: Document): Document | undefined => {
  const sort = documentField(command, 'sort');
  return Object.keys(sort).length > 0 ? sort : undefined;
};

function projected(
  document: Document | undefined,
  command: Document,
  context: CommandContext,
): Document | null {
  const projection = documentField(command, 'fields');
  if (document === undefined) return null;
  if (Object.keys(projection).length === 0) return document;
  return runFind([document], { filter: {}, projection }, surroundings(context))[0] ?? null;
}

function removeOne(command: Document, context: CommandContext): Document {
  const collection = collectionName(command);
  const selection = { collection, filter: documentField(command, 'query'), sort: sortOf(command), limit: 1 };
  const [document] = matchedDocuments(context, selection, documentField(command, 'let'));
  if (document) context.catalog.collection(context.database, collection)?.remove(document);
  return { lastErrorObject: { n: document ? 1 : 0 }, value: projected(document, command, context) };
}

function updateOne(command: Document, context: CommandContext): Document {
  const outcome = applyUpdate(
    {
      collection: collectionName(command),
      filter: documentField(command, 'query'),
      update: command.update,
      multi: false,
      upsert: command.upsert === true,
      arrayFilters: command.arrayFilters === undefined ? [] : arrayField(command, 'arrayFilters'),
      sort: sortOf(command),
      variables: documentField(command, 'let'),
    },
    context,
  );
  const { inserted } = outcome;
  const lastErrorObject = {
    n: inserted ? 1 : outcome.matched,
    updatedExisting: outcome.matched > 0,
    ...(inserted ? { upserted: inserted._id } : {}),
  };
  return {
    lastErrorObject,
    value: projected(command.new === true ? outcome.after : outcome.before, command, context),
  };
}

const findAndModify: Command = {
  takes: ['query', 'sort', 'remove', 'update', 'new', 'fields', 'upsert', 'arrayFilters', 'let', 'hint'],
  refuses: ['collation'],
  run: (command, context) => {
    const removes = command.remove === true;
    if (removes === (command.update !== undefined))
      throw new MongoFault(9, 'Either an update or remove=true must be specified');
    if (removes && command.new === true)
      throw new MongoFault(
        9,
        "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
      );
    return context.catalog.write(() => (removes ? removeOne : updateOne)(command, context));
  },
};

export const FIND_AND_MODIFY: Readonly<Record<string, Command>> = {
  findAndModify,
  findandmodify: findAndModify,
};
