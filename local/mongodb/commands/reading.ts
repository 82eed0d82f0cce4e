import { Long } from 'bson';
import { distinctValues } from '../aggregation/accumulators.ts';
import { runPipeline } from '../aggregation/pipeline.ts';
import { pathOf, valuesAt } from '../documents/paths.ts';
import { MongoFault, notImplemented } from '../faults.ts';
import { isNumberValue, toBigInt } from '../numbers/numbers.ts';
import { candidates } from '../storage/candidates.ts';
import { type Document, isDocument } from '../values/documents.ts';
import {
  arrayField,
  type Command,
  type CommandContext,
  collectionName,
  countField,
  documentField,
} from './command.ts';
import { matchedDocuments, type Selection, surroundings } from './matched-documents.ts';

function namespaceOf(command: Document, { database }: CommandContext): string {
  return `${database}.${collectionName(command)}`;
}

function selection(command: Document, filterField: string): Selection {
  return {
    collection: collectionName(command),
    filter: documentField(command, filterField),
    skip: countField(command, 'skip'),
    limit: countField(command, 'limit'),
  };
}

const nonEmpty = (value: Document): Document | undefined =>
  Object.keys(value).length > 0 ? value : undefined;

const find: Command = {
  takes: [
    ...['filter', 'sort', 'projection', 'skip', 'limit', 'batchSize', 'singleBatch', 'let'],
    ...['hint', 'allowDiskUse', 'noCursorTimeout', 'allowPartialResults'],
  ],
  refuses: ['collation', 'min', 'max', 'returnKey', 'showRecordId', 'tailable', 'awaitData', 'oplogReplay'],
  run: (command, context) => {
    const sort = nonEmpty(documentField(command, 'sort'));
    const projection = nonEmpty(documentField(command, 'projection'));
    const wanted = { ...selection(command, 'filter'), sort, projection };
    const documents = matchedDocuments(context, wanted, documentField(command, 'let'));
    const batchSize = countField(command, 'batchSize');
    return context.cursors.open(
      namespaceOf(command, context),
      documents,
      batchSize,
      command.singleBatch === true,
    );
  },
};

const aggregate: Command = {
  takes: ['pipeline', 'cursor', 'let', 'hint', 'allowDiskUse'],
  refuses: ['collation', 'explain'],
  run: (command, context) => {
    if (isNumberValue(command.aggregate)) throw notImplemented('An aggregation over a whole database');
    if (!isDocument(command.cursor))
      throw new MongoFault(
        9,
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    const pipeline = arrayField(command, 'pipeline');
    const collection = context.catalog.collection(context.database, collectionName(command));
    const [first] = pipeline;
    const filter = isDocument(first) ? first.$match : undefined;
    const documents = collection ? candidates(collection, filter) : [];
    const results = runPipeline(documents, pipeline, surroundings(context, documentField(command, 'let')));
    return context.cursors.open(
      namespaceOf(command, context),
      results,
      countField(command.cursor, 'batchSize'),
    );
  },
};

const count: Command = {
  takes: ['query', 'limit', 'skip', 'hint', 'fields'],
  refuses: ['collation'],
  run: (command, context) => {
    const wanted = selection(command, 'query');
    const collection = context.catalog.collection(context.database, wanted.collection);
    const all = nonEmpty(wanted.filter) === undefined && !wanted.skip && !wanted.limit;
    return { n: all ? (collection?.size ?? 0) : matchedDocuments(context, wanted).length };
  },
};

const distinct: Command = {
  takes: ['key', 'query', 'hint'],
  refuses: ['collation'],
  run: (command, context) => {
    if (typeof command.key !== 'string')
      throw new MongoFault(14, "BSON field 'distinct.key' must be a string");
    const path = pathOf(command.key);
    const documents = matchedDocuments(context, selection(command, 'query'));
    const values = documents.flatMap((document) => valuesAt(document, path));
    return { values: distinctValues(values.filter((value) => value !== undefined)) };
  },
};

function cursorId(value: unknown): Long {
  if (isNumberValue(value)) return Long.fromBigInt(toBigInt(value));
  throw new MongoFault(14, 'a cursor id is a 64-bit integer');
}

const getMore: Command = {
  takes: ['collection', 'batchSize'],
  refuses: ['term', 'lastKnownCommittedOpTime'],
  run: (command, { cursors, database }) => {
    return cursors.more(
      cursorId(command.getMore),
      `${database}.${command.collection}`,
      countField(command, 'batchSize'),
    );
  },
};

const killCursors: Command = {
  takes: ['cursors'],
  run: (command, { cursors }) => {
    const { found = [], missing = [] } = Object.groupBy(arrayField(command, 'cursors').map(cursorId), (id) =>
      cursors.kill(id) ? 'found' : 'missing',
    );
    return { cursorsKilled: found, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [] };
  },
};

export const READING: Readonly<Record<string, Command>> = {
  find,
  aggregate,
  count,
  distinct,
  getMore,
  killCursors,
};
