import { pathOf, valuesAt } from '../documents/paths.ts';
import { compileFilter } from '../query/filters.ts';
import type { Document } from '../values/documents.ts';
import { keyOfAll } from '../values/key.ts';
import type { IndexSpec } from './index-spec.ts';

/** A document in memory with the number of its row in the store. */
export interface Entry {
  readonly row: number;
  document: Document;
}

/** Finds documents by equality on all fields of the index. Kept in memory only; rebuilt when a collection is loaded. */
export class HashIndex {
  readonly spec: IndexSpec;
  readonly fields: readonly string[];
  readonly #covers: (document: Document) => boolean;
  readonly #entries = new Map<string, Set<Entry>>();

  constructor(spec: IndexSpec) {
    this.spec = spec;
    this.fields = Object.keys(spec.key);
    this.#covers = compileFilter(spec.partialFilterExpression ?? {});
  }

  /** True when every document that can match is in the index, so that it may answer in place of a scan. */
  get isComplete(): boolean {
    return !this.spec.sparse && this.spec.partialFilterExpression === undefined;
  }

  /** Another document that already has one of this one's keys, when the index is unique. */
  conflicting(document: Document, self?: Entry): boolean {
    if (!this.spec.unique) return false;
    return this.#keysOf(document).some((key) => {
      const holders = this.#entries.get(key);
      return holders !== undefined && (self === undefined || holders.size > 1 || !holders.has(self));
    });
  }

  add(entry: Entry): void {
    for (const key of this.#keysOf(entry.document)) {
      const holders = this.#entries.get(key);
      if (holders) holders.add(entry);
      else this.#entries.set(key, new Set([entry]));
    }
  }

  remove(entry: Entry): void {
    for (const key of this.#keysOf(entry.document)) {
      const holders = this.#entries.get(key);
      holders?.delete(entry);
      if (holders?.size === 0) this.#entries.delete(key);
    }
  }

  /** The entries that have these values in the index's fields. */
  find(values: readonly unknown[]): Iterable<Entry> {
    return this.#entries.get(keyOfAll(values)) ?? [];
  }

  /** One key per combination of values: a field that holds an array has one value per element, missing counts as null. */
  #keysOf(document: Document): string[] {
    if (!this.#covers(document)) return [];
    const values = this.fields.map((field) => valuesAt(document, pathOf(field)));
    if (this.spec.sparse && values.every((list) => list.every((value) => value === undefined))) return [];
    const combinations = values.reduce<unknown[][]>(
      (rows, list) => rows.flatMap((row) => list.map((value) => [...row, value ?? null])),
      [[]],
    );
    return [...new Set(combinations.map(keyOfAll))];
  }
}
