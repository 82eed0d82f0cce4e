import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** Raised when this number changes what the tables mean. */
const FORMAT = 1;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS collections (
    id INTEGER PRIMARY KEY, database TEXT NOT NULL, name TEXT NOT NULL, indexes BLOB NOT NULL, UNIQUE (database, name)
  );
  CREATE TABLE IF NOT EXISTS documents (id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, bson BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS documents_of_collection ON documents (collection);
`;

export interface StoredCollection {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  /** BSON of `{ indexes: [...] }`. */
  readonly indexes: Uint8Array;
}

export interface StoredDocument {
  readonly row: number;
  readonly bson: Uint8Array;
}

/**
 * Documents as BSON bytes in one SQLite file. A transaction that has returned survives `kill -9` (write-ahead log, which the
 * operating system holds); the last ones may be lost when the machine itself loses power.
 */
export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws Error naming the file when another process has it open, when it is damaged, or when another version wrote it. */
  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    const file = join(dataDir, 'mongodb.sqlite');
    this.#database = open(file);
    try {
      // One process only: its memory is ahead of the file, a second one would not see that.
      this.#database.exec(
        'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;',
      );
      this.#database.exec('BEGIN EXCLUSIVE; COMMIT;');
      this.#checkFormat(dataDir);
      this.#database.exec(SCHEMA);
    } catch (error) {
      this.close();
      throw explained(error, dataDir, file);
    }
  }

  #checkFormat(dataDir: string): void {
    const { user_version: format } = this.#statement('PRAGMA user_version').get() as { user_version: number };
    if (format !== 0 && format !== FORMAT) {
      throw new Error(
        `The data folder ${dataDir} was written by another version (format ${format}, not ${FORMAT}): remove it.`,
      );
    }
    this.#database.exec(`PRAGMA user_version = ${FORMAT}`);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const prepared = this.#database.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }

  /** Keeps all that `work` writes, or nothing of it when `work` throws. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  collections(): StoredCollection[] {
    return this.#statement(
      'SELECT id, database, name, indexes FROM collections ORDER BY id',
    ).all() as unknown as StoredCollection[];
  }

  addCollection(database: string, name: string, indexes: Uint8Array): number {
    const sql = 'INSERT INTO collections (database, name, indexes) VALUES (?, ?, ?)';
    return Number(this.#statement(sql).run(database, name, indexes).lastInsertRowid);
  }

  saveIndexes(collection: number, indexes: Uint8Array): void {
    this.#statement('UPDATE collections SET indexes = ? WHERE id = ?').run(indexes, collection);
  }

  dropCollection(collection: number): void {
    this.#statement('DELETE FROM documents WHERE collection = ?').run(collection);
    this.#statement('DELETE FROM collections WHERE id = ?').run(collection);
  }

  /** In the order of insertion. */
  documents(collection: number): Iterable<StoredDocument> {
    const sql = 'SELECT id AS row, bson FROM documents WHERE collection = ? ORDER BY id';
    return this.#statement(sql).iterate(collection) as unknown as Iterable<StoredDocument>;
  }

  insert(collection: number, bson: Uint8Array): number {
    const sql = 'INSERT INTO documents (collection, bson) VALUES (?, ?)';
    return Number(this.#statement(sql).run(collection, bson).lastInsertRowid);
  }

  replace(row: number, bson: Uint8Array): void {
    this.#statement('UPDATE documents SET bson = ? WHERE id = ?').run(bson, row);
  }

  remove(row: number): void {
    this.#statement('DELETE FROM documents WHERE id = ?').run(row);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file);
  } catch (error) {
    throw damaged(file, error);
  }
}

const damaged = (file: string, error: unknown): Error =>
  new Error(
    `${file} is damaged (${(error as Error).message}): remove the folder it is in, or choose another one`,
  );

const busyOrLocked = [5, 6];

/** An error of SQLite in words that say what to do; any other as it is. */
function explained(error: unknown, dataDir: string, file: string): unknown {
  const { errcode } = error as { readonly errcode?: number };
  if (errcode === undefined) return error;
  // The lower byte is the kind, the rest says more of it.
  return busyOrLocked.includes(errcode & 0xff)
    ? new Error(`The data folder ${dataDir} of the local MongoDB is already in use by another process.`)
    : damaged(file, error);
}
