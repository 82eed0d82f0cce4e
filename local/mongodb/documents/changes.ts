import { MongoFault } from '../faults.ts';
import { type Document, isDocument } from '../values/documents.ts';
import { typeName } from '../values/types.ts';
import { isArrayPosition, own, type Path, put } from './paths.ts';

type Holder = Document | unknown[];

const MAX_ARRAY_GROWTH = 1_500_000;

/** The value held at one step, for a document or an array. */
export function childOf(holder: unknown, component: string): unknown {
  if (Array.isArray(holder)) return isArrayPosition(component) ? holder[Number(component)] : undefined;
  return isDocument(holder) ? own(holder, component) : undefined;
}

/** The value at a path without placeholders; arrays are entered by position only. */
export const valueAt = (document: Document, path: Path): unknown => path.reduce<unknown>(childOf, document);

/** Sets the value at the path to what `next` makes of it; undefined removes it. Changes the document in place. */
export function changeAt(document: Document, path: Path, next: (current: unknown) => unknown): void {
  const value = next(valueAt(document, path));
  if (value === undefined) removeAt(document, path);
  else setAt(document, path, value);
}

/** Documents on the way are made as needed. @throws MongoFault 28 where a scalar or an array's non-position is in the way. */
export function setAt(document: Document, path: Path, value: unknown): void {
  let holder: Holder = document;
  for (const [i, component] of path.slice(0, -1).entries()) {
    let inner = childOf(holder, component);
    if (inner === undefined) {
      inner = {};
      place(holder, component, inner, path[i - 1]);
    }
    if (!Array.isArray(inner) && !isDocument(inner)) throw notViable(path[i + 1] ?? '', inner, component);
    holder = inner;
  }
  place(holder, path.at(-1) ?? '', value, path.at(-2));
}

function place(holder: Holder, component: string, value: unknown, name = ''): void {
  if (!Array.isArray(holder)) {
    put(holder, component, value);
    return;
  }
  if (!isArrayPosition(component)) throw notViable(component, holder, name);
  const position = Number(component);
  if (position - holder.length > MAX_ARRAY_GROWTH)
    throw new MongoFault(2, `Can't backfill array to larger than ${MAX_ARRAY_GROWTH} elements`);
  while (holder.length < position) holder.push(null);
  holder[position] = value;
}

/** Removing an array's element leaves null in its place, as MongoDB does. */
export function removeAt(document: Document, path: Path): void {
  const last = path.at(-1) ?? '';
  const holder = valueAt(document, path.slice(0, -1));
  if (Array.isArray(holder)) {
    if (isArrayPosition(last) && Number(last) < holder.length) holder[Number(last)] = null;
  } else if (isDocument(holder)) {
    delete holder[last];
  }
}

function notViable(component: string, holder: unknown, name: string): MongoFault {
  return new MongoFault(28, `Cannot create field '${component}' in element {${name}: (${typeName(holder)})}`);
}
