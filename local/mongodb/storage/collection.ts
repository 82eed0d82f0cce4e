import { ObjectId } from 'bson';
import { own, pathOf, valuesAt } from '../documents/paths.ts';
import { MongoFault } from '../faults.ts';
import { type Document, decode, encode } from '../values/documents.ts';
import { keyOf } from '../values/key.ts';
import { typeName } from '../values/types.ts';
import { type Entry, HashIndex } from './hash-index.ts';
import { ID_INDEX, type IndexSpec } from './index-spec.ts';
import type { Store } from './store.ts';

const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/**
 * The documents of one collection: decoded once and kept in memory by `_id`, every change written through to the store.
 * Changes belong inside `Catalog.write`.
 */
export class Collection {
  readonly id: number;
  readonly namespace: string;
  readonly #store: Store;
  #specs: readonly IndexSpec[];
  #loaded: { readonly byId: Map<string, Entry>; readonly indexes: HashIndex[] } | undefined;

  constructor(id: number, namespace: string, specs: readonly IndexSpec[], store: Store) {
    this.id = id;
    this.namespace = namespace;
    this.#specs = specs;
    this.#store = store;
  }

  get indexSpecs(): readonly IndexSpec[] {
    return [ID_INDEX, ...this.#specs];
  }

  get indexes(): readonly HashIndex[] {
    return this.#memory.indexes;
  }

  get size(): number {
    return this.#memory.byId.size;
  }

  get #memory() {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  #load() {
    const byId = new Map<string, Entry>();
    const indexes = this.#specs.map((spec) => new HashIndex(spec));
    for (const { row, bson } of this.#store.documents(this.id)) {
      const entry: Entry = { row, document: decode(bson) };
      byId.set(keyOf(entry.document._id), entry);
      for (const index of indexes) index.add(entry);
    }
    return { byId, indexes };
  }

  /** In the order of insertion. */
  *documents(): Generator<Document> {
    for (const entry of this.#memory.byId.values()) yield entry.document;
  }

  entryOf(id: unknown): Entry | undefined {
    return this.#memory.byId.get(keyOf(id));
  }

  /** Adds an `_id` when there is none. @throws MongoFault 11000 for a key that exists. */
  insert(document: Document): Document {
    const { _id = new ObjectId(), ...fields } = document;
    const stored: Document = { _id, ...fields };
    checkId(_id);
    const key = keyOf(_id);
    const { byId, indexes } = this.#memory;
    if (byId.has(key)) throw this.#duplicate(ID_INDEX, stored);
    this.#refuseConflicts(stored);
    const entry: Entry = { row: this.#store.insert(this.id, encoded(stored)), document: stored };
    byId.set(key, entry);
    for (const index of indexes) index.add(entry);
    return stored;
  }

  /**
   * Puts the next version in place of a document of this collection.
   * @returns false when both are the same to the byte, and nothing was written.
   */
  replace(current: Document, next: Document): boolean {
    const entry = this.entryOf(current._id);
    if (entry === undefined) throw new Error('only a document of this collection can be replaced');
    const bytes = encoded(next);
    if (Buffer.compare(bytes, encode(entry.document)) === 0) return false;
    this.#refuseConflicts(next, entry);
    const { indexes } = this.#memory;
    this.#store.replace(entry.row, bytes);
    for (const index of indexes) index.remove(entry);
    entry.document = next;
    for (const index of indexes) index.add(entry);
    return true;
  }

  remove(document: Document): void {
    const { byId, indexes } = this.#memory;
    const key = keyOf(document._id);
    const entry = byId.get(key);
    if (entry === undefined) return;
    this.#store.remove(entry.row);
    for (const index of indexes) index.remove(entry);
    byId.delete(key);
  }

  /** Builds an index over what is there. @throws MongoFault 11000 when it is to be unique and is not. */
  addIndex(spec: IndexSpec): void {
    const index = new HashIndex(spec);
    const { byId, indexes } = this.#memory;
    for (const entry of byId.values()) {
      if (index.conflicting(entry.document)) throw this.#duplicate(spec, entry.document);
      index.add(entry);
    }
    this.#saveSpecs([...this.#specs, spec]);
    indexes.push(index);
  }

  removeIndex(name: string): void {
    this.#saveSpecs(this.#specs.filter((spec) => spec.name !== name));
    const { indexes } = this.#memory;
    indexes.splice(
      indexes.findIndex((index) => index.spec.name === name),
      1,
    );
  }

  #saveSpecs(specs: readonly IndexSpec[]): void {
    this.#store.saveIndexes(this.id, encode({ indexes: specs }));
    this.#specs = specs;
  }

  #refuseConflicts(document: Document, self?: Entry): void {
    const broken = this.#memory.indexes.find((index) => index.conflicting(document, self));
    if (broken) throw this.#duplicate(broken.spec, document);
  }

  #duplicate({ name, key }: IndexSpec, document: Document): MongoFault {
    const keyValue = Object.fromEntries(
      Object.keys(key).map((field) => [field, keyValueOf(document, field)]),
    );
    const shown = Object.entries(keyValue).map(([field, value]) => `${field}: ${display(value)}`);
    const message = `E11000 duplicate key error collection: ${this.namespace} index: ${name} dup key: { ${shown.join(', ')} }`;
    return new MongoFault(11000, message, { keyPattern: key, keyValue });
  }
}

function keyValueOf(document: Document, field: string): unknown {
  return own(document, field) ?? valuesAt(document, pathOf(field))[0] ?? null;
}

function display(value: unknown): string {
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  return JSON.stringify(value) ?? 'null';
}

function checkId(id: unknown): void {
  if (Array.isArray(id) || typeName(id) === 'regex') {
    throw new MongoFault(53, `The '_id' value cannot be of type ${typeName(id)}`);
  }
}

function encoded(document: Document): Uint8Array {
  const bytes = encode(document);
  if (bytes.length <= MAX_DOCUMENT_BYTES) return bytes;
  throw new MongoFault(
    10334,
    `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}`,
  );
}
