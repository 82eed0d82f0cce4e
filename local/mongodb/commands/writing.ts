import { MongoFault } from '../faults.ts';
import { isNumberValue, toJs } from '../numbers/numbers.ts';
import type { Document } from '../values/documents.ts';
import {
  arrayField,
  type Command,
  type CommandContext,
  checkFields,
  collectionName,
  documentField,
  documentsField,
} from './command.ts';
import { matchedDocuments } from './matched-documents.ts';
import { applyUpdate } from './update-statement.ts';

type Statement = (statement: Document, index: number) => void;

/**
 * Runs the statements of a write in one transaction. A refused one is told in `writeErrors`; the others are kept, up to the first
 * error when the write is ordered.
 */
function writeAll(
  command: Document,
  statements: readonly Document[],
  context: CommandContext,
  run: Statement,
): Document {
  const writeErrors: Document[] = [];
  context.catalog.write(() => {
    for (const [index, statement] of statements.entries()) {
      try {
        run(statement, index);
      } catch (error) {
        if (!(error instanceof MongoFault)) throw error;
        writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details });
        if (command.ordered !== false) break;
      }
    }
  });
  return writeErrors.length > 0 ? { writeErrors } : {};
}

const insert: Command = {
  takes: ['documents', 'ordered'],
  run: (command, context) => {
    const { catalog, database } = context;
    const name = collectionName(command);
    // Outside of the statements: a name that cannot be is a fault of the whole command.
    const collection =
      catalog.collection(database, name) ?? catalog.write(() => catalog.ensure(database, name));
    let n = 0;
    const errors = writeAll(command, documentsField(command, 'documents'), context, (document) => {
      collection.insert(document);
      n += 1;
    });
    return { n, ...errors };
  },
};

/** The fields of one statement, in the manner of a command. */
const UPDATE_FIELDS: Pick<Command, 'takes' | 'refuses'> = {
  takes: ['q', 'u', 'upsert', 'multi', 'arrayFilters', 'hint', 'c'],
  refuses: ['collation', 'sort', 'upsertSupplied'],
};
const DELETE_FIELDS: Pick<Command, 'takes' | 'refuses'> = {
  takes: ['q', 'limit', 'hint'],
  refuses: ['collation'],
};

const checkStatement = (
  name: string,
  fields: Pick<Command, 'takes' | 'refuses'>,
  statement: Document,
): void => checkFields(name, { ...fields, run: () => ({}) }, statement);

const update: Command = {
  takes: ['updates', 'ordered', 'let'],
  run: (command, context) => {
    const collection = collectionName(command);
    const upserted: Document[] = [];
    let n = 0;
    let nModified = 0;
    const errors = writeAll(command, documentsField(command, 'updates'), context, (statement, index) => {
      checkStatement('update.updates', UPDATE_FIELDS, statement);
      const outcome = applyUpdate(
        {
          collection,
          filter: documentField(statement, 'q'),
          update: statement.u,
          multi: statement.multi === true,
          upsert: statement.upsert === true,
          arrayFilters: statement.arrayFilters === undefined ? [] : arrayField(statement, 'arrayFilters'),
          sort: undefined,
          variables: { ...documentField(command, 'let'), ...documentField(statement, 'c') },
        },
        context,
      );
      if (outcome.inserted) upserted.push({ index, _id: outcome.inserted._id });
      n += outcome.inserted ? 1 : outcome.matched;
      nModified += outcome.modified;
    });
    return { n, nModified, ...(upserted.length > 0 ? { upserted } : {}), ...errors };
  },
};

const remove: Command = {
  takes: ['deletes', 'ordered', 'let'],
  run: (command, context) => {
    const name = collectionName(command);
    let n = 0;
    const errors = writeAll(command, documentsField(command, 'deletes'), context, (statement) => {
      checkStatement('delete.deletes', DELETE_FIELDS, statement);
      const limit = isNumberValue(statement.limit) ? toJs(statement.limit) : Number.NaN;
      if (limit !== 0 && limit !== 1)
        throw new MongoFault(9, 'The limit field in delete objects must be 0 or 1.');
      const filter = documentField(statement, 'q');
      const documents = matchedDocuments(
        context,
        { collection: name, filter, limit },
        documentField(command, 'let'),
      );
      for (const document of documents) context.catalog.collection(context.database, name)?.remove(document);
      n += documents.length;
    });
    return { n, ...errors };
  },
};

export const WRITING: Readonly<Record<string, Command>> = { insert, update, delete: remove };
