import { MongoFault } from '../faults.ts';
import { compileFilter } from '../query/filters.ts';
import type { Collection } from '../storage/collection.ts';
import {
  describeIndex,
  ID_INDEX,
  type IndexSpec,
  readIndexSpec,
  sameIndex,
  sameKey,
} from '../storage/index-spec.ts';
import { type Document, isDocument } from '../values/documents.ts';
import { keyOf } from '../values/key.ts';
import {
  arrayField,
  type Command,
  type CommandContext,
  collectionName,
  countField,
  documentField,
} from './command.ts';

function existing(command: Document, { catalog, database }: CommandContext): Collection {
  const name = collectionName(command);
  const collection = catalog.collection(database, name);
  if (collection) return collection;
  throw new MongoFault(26, `ns does not exist: ${database}.${name}`);
}

const create: Command = {
  takes: ['autoIndexId', 'idIndex'],
  refuses: [
    ...['capped', 'size', 'max', 'timeseries', 'clusteredIndex', 'expireAfterSeconds', 'viewOn', 'pipeline'],
    ...[
      'validator',
      'validationLevel',
      'validationAction',
      'collation',
      'storageEngine',
      'indexOptionDefaults',
    ],
    ...['changeStreamPreAndPostImages', 'encryptedFields'],
  ],
  run: (command, { catalog, database }) => {
    catalog.write(() => catalog.ensure(database, collectionName(command)));
    return {};
  },
};

const drop: Command = {
  takes: [],
  run: (command, { catalog, database }) => {
    const name = collectionName(command);
    const nIndexesWas = catalog.collection(database, name)?.indexSpecs.length;
    if (nIndexesWas === undefined) return {};
    catalog.write(() => catalog.drop(database, name));
    return { nIndexesWas, ns: `${database}.${name}` };
  },
};

const dropDatabase: Command = {
  takes: [],
  run: (_command, { catalog, database }) => {
    catalog.write(() => {
      for (const name of [...catalog.collections(database).keys()]) catalog.drop(database, name);
    });
    return { dropped: database };
  },
};

const listCollections: Command = {
  takes: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run: (command, { catalog, cursors, database }) => {
    const nameOnly = command.nameOnly === true;
    const all = [...catalog.collections(database).keys()].map((name) => ({
      name,
      type: 'collection',
      ...(nameOnly
        ? {}
        : { options: {}, info: { readOnly: false }, idIndex: { v: 2, key: { _id: 1 }, name: '_id_' } }),
    }));
    const matching = all.filter(compileFilter(documentField(command, 'filter')));
    const batchSize = countField(documentField(command, 'cursor'), 'batchSize');
    return cursors.open(`${database}.$cmd.listCollections`, matching, batchSize ?? Number.POSITIVE_INFINITY);
  },
};

const listDatabases: Command = {
  takes: ['filter', 'nameOnly', 'authorizedDatabases'],
  run: (command, { catalog }) => {
    const all = catalog.databases().map((name) => ({ name, sizeOnDisk: 0, empty: false }));
    const databases = all.filter(compileFilter(documentField(command, 'filter')));
    if (command.nameOnly === true) return { databases: databases.map(({ name }) => ({ name })) };
    return { databases, totalSize: 0, totalSizeMb: 0 };
  },
};

const listIndexes: Command = {
  takes: ['cursor'],
  run: (command, context) => {
    const collection = existing(command, context);
    const batchSize = countField(documentField(command, 'cursor'), 'batchSize') ?? Number.POSITIVE_INFINITY;
    return context.cursors.open(collection.namespace, collection.indexSpecs.map(describeIndex), batchSize);
  },
};

/** @returns false when there is such an index already. @throws MongoFault 85 or 86 when there is one that differs. */
function isNew(wanted: IndexSpec, known: readonly IndexSpec[]): boolean {
  if (sameKey(wanted, ID_INDEX)) return false;
  const namesake = known.find(({ name }) => name === wanted.name);
  if (namesake && !sameIndex(namesake, wanted)) {
    throw new MongoFault(
      86,
      `An existing index has the same name as the requested index but another definition: ${wanted.name}`,
    );
  }
  const twin = known.find((spec) => sameKey(spec, wanted));
  if (twin === undefined) return true;
  if (twin.name !== wanted.name)
    throw new MongoFault(85, `Index already exists with a different name: ${twin.name}`);
  return false;
}

const createIndexes: Command = {
  takes: ['indexes', 'commitQuorum'],
  run: (command, { catalog, database }) => {
    const name = collectionName(command);
    const wanted = arrayField(command, 'indexes').map(readIndexSpec);
    const createdCollectionAutomatically = catalog.collection(database, name) === undefined;
    return catalog.write(() => {
      const collection = catalog.ensure(database, name);
      const numIndexesBefore = collection.indexSpecs.length;
      for (const spec of wanted) if (isNew(spec, collection.indexSpecs)) collection.addIndex(spec);
      const numIndexesAfter = collection.indexSpecs.length;
      const note = numIndexesAfter === numIndexesBefore ? { note: 'all indexes already exist' } : {};
      return { numIndexesBefore, numIndexesAfter, createdCollectionAutomatically, ...note };
    });
  },
};

function namesToDrop(collection: Collection, index: unknown): string[] {
  const known = collection.indexSpecs;
  if (index === '*') return known.map(({ name }) => name).filter((name) => name !== '_id_');
  if (Array.isArray(index)) return index.flatMap((each) => namesToDrop(collection, each));
  const found = known.find(({ name, key }) =>
    isDocument(index) ? keyOf(key) === keyOf(index) : name === index,
  );
  if (found === undefined)
    throw new MongoFault(
      27,
      `index not found with name [${isDocument(index) ? JSON.stringify(index) : String(index)}]`,
    );
  if (found.name === '_id_') throw new MongoFault(72, 'cannot drop _id index');
  return [found.name];
}

const dropIndexes: Command = {
  takes: ['index'],
  run: (command, context) => {
    const collection = existing(command, context);
    const nIndexesWas = collection.indexSpecs.length;
    const names = namesToDrop(collection, command.index);
    context.catalog.write(() => {
      for (const name of names) collection.removeIndex(name);
    });
    return { nIndexesWas };
  },
};

export const COLLECTIONS: Readonly<Record<string, Command>> = {
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
  listIndexes,
  createIndexes,
  dropIndexes,
};
