import { MongoFault } from '../faults.ts';
import { decode, encode } from '../values/documents.ts';
import { Collection } from './collection.ts';
import type { IndexSpec } from './index-spec.ts';
import { Store } from './store.ts';

/** All databases of one data folder. A database exists as long as it has a collection. */
export class Catalog {
  readonly #store: Store;
  readonly #databases = new Map<string, Map<string, Collection>>();

  /** @throws Error when the folder cannot be used. */
  constructor(dataDir: string) {
    this.#store = new Store(dataDir);
    this.#load();
  }

  #load(): void {
    this.#databases.clear();
    for (const { id, database, name, indexes } of this.#store.collections()) {
      const specs = decode(indexes).indexes as readonly IndexSpec[];
      this.#place(database, name, new Collection(id, `${database}.${name}`, specs, this.#store));
    }
  }

  #place(database: string, name: string, collection: Collection): void {
    const known = this.#databases.get(database) ?? new Map<string, Collection>();
    this.#databases.set(database, known.set(name, collection));
  }

  /** Runs what changes documents or collections. When it returns, all of it is on disk. */
  write<T>(work: () => T): T {
    // A refusal half-way keeps what was written before it, as in MongoDB; anything else undoes all, in memory as well.
    const outcome = this.#orReload(() =>
      this.#store.transaction((): { readonly value: T } | { readonly fault: MongoFault } => {
        try {
          return { value: work() };
        } catch (error) {
          if (error instanceof MongoFault) return { fault: error };
          throw error;
        }
      }),
    );
    if ('fault' in outcome) throw outcome.fault;
    return outcome.value;
  }

  #orReload<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      this.#load();
      throw error;
    }
  }

  databases(): string[] {
    return [...this.#databases]
      .filter(([, collections]) => collections.size > 0)
      .map(([name]) => name)
      .sort();
  }

  /** Names and collections, in the order of their creation. */
  collections(database: string): ReadonlyMap<string, Collection> {
    return this.#databases.get(database) ?? new Map();
  }

  collection(database: string, name: string): Collection | undefined {
    return this.#databases.get(database)?.get(name);
  }

  /** The collection, made now if there is none. @throws MongoFault 73 for a name that MongoDB would not take. */
  ensure(database: string, name: string): Collection {
    const known = this.collection(database, name);
    if (known) return known;
    checkNames(database, name);
    const id = this.#store.addCollection(database, name, encode({ indexes: [] }));
    const fresh = new Collection(id, `${database}.${name}`, [], this.#store);
    this.#place(database, name, fresh);
    return fresh;
  }

  drop(database: string, name: string): void {
    const collection = this.collection(database, name);
    if (collection === undefined) return;
    this.#store.dropCollection(collection.id);
    this.#databases.get(database)?.delete(name);
  }

  close(): void {
    this.#store.close();
  }
}

function checkNames(database: string, name: string): void {
  const bad =
    name === '' ||
    name.includes('$') ||
    name.includes('\0') ||
    name.startsWith('.') ||
    name.startsWith('system.');
  if (bad) throw new MongoFault(73, `Invalid collection name: ${database}.${name}`);
  if (!/^[^/\\. "$*<>:|?\0]{1,63}$/.test(database))
    throw new MongoFault(73, `Invalid database name: '${database}'`);
}
