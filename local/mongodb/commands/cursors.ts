import { calculateObjectSize, Long } from 'bson';
import { MongoFault } from '../faults.ts';
import type { Document } from '../values/documents.ts';

const FIRST_BATCH = 101;
const MAX_BATCH_BYTES = 16_000_000;
const IDLE_MS = 10 * 60_000;

interface Cursor {
  readonly namespace: string;
  readonly documents: readonly Document[];
  next: number;
  usedAt: number;
}

/** Results that did not fit into one answer. They are whole when the cursor opens, so later writes do not show in them. */
export class Cursors {
  readonly #cursors = new Map<string, Cursor>();
  readonly #now: () => number;
  #lastId = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The answer of a command that opens a cursor. */
  open(
    namespace: string,
    documents: readonly Document[],
    batchSize: number | undefined,
    single = false,
  ): Document {
    const cursor: Cursor = { namespace, documents, next: 0, usedAt: this.#now() };
    const firstBatch = batchOf(cursor, batchSize ?? FIRST_BATCH);
    if (single || cursor.next >= documents.length) return reply({ firstBatch }, Long.ZERO, namespace);
    this.#forgetIdle();
    this.#lastId += 1;
    const id = Long.fromNumber(this.#lastId);
    this.#cursors.set(id.toString(), cursor);
    return reply({ firstBatch }, id, namespace);
  }

  /** The answer of `getMore`. @throws MongoFault 43 when the cursor is closed, was idle for ten minutes or never was. */
  more(id: Long, namespace: string, batchSize: number | undefined): Document {
    const cursor = this.#cursors.get(id.toString());
    if (cursor === undefined || cursor.namespace !== namespace)
      throw new MongoFault(43, `cursor id ${id} not found`);
    cursor.usedAt = this.#now();
    const nextBatch = batchOf(cursor, batchSize || Number.POSITIVE_INFINITY);
    const finished = cursor.next >= cursor.documents.length;
    if (finished) this.#cursors.delete(id.toString());
    return reply({ nextBatch }, finished ? Long.ZERO : id, namespace);
  }

  /** @returns false when there is no such cursor. */
  kill(id: Long): boolean {
    return this.#cursors.delete(id.toString());
  }

  #forgetIdle(): void {
    const oldest = this.#now() - IDLE_MS;
    for (const [id, cursor] of this.#cursors) if (cursor.usedAt < oldest) this.#cursors.delete(id);
  }
}

/** Up to so many documents and 16 MB, but at least one when any is wanted. */
function batchOf(cursor: Cursor, size: number): Document[] {
  const batch: Document[] = [];
  let bytes = 0;
  while (batch.length < size) {
    const document = cursor.documents[cursor.next];
    if (document === undefined) break;
    bytes += calculateObjectSize(document, { ignoreUndefined: true });
    if (batch.length > 0 && bytes > MAX_BATCH_BYTES) break;
    batch.push(document);
    cursor.next += 1;
  }
  return batch;
}

function reply(batch: Document, id: Long, ns: string): Document {
  return { cursor: { ...batch, id, ns } };
}
