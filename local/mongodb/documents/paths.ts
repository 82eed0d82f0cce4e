import { type Document, isDocument } from '../values/documents.ts';

/** A dotted path such as `shortcodes.0.kind`, split once. */
export type Path = readonly string[];

export const pathOf = (dotted: string): Path => dotted.split('.');

export const isArrayPosition = (component: string): boolean => /^(0|[1-9]\d*)$/.test(component);

/**
 * Whether any value that MongoDB sees at the path passes the test: arrays on the way are entered, an array at its end is tried
 * element by element and then as a whole. A field that is not there is tried as undefined.
 */
export function someValue(document: Document, path: Path, test: (value: unknown) => boolean): boolean {
  return someInside(document, path, 0, test, true);
}

/** The same, but an array at the end is tried as a whole only. */
export function someWhole(document: Document, path: Path, test: (value: unknown) => boolean): boolean {
  return someInside(document, path, 0, test, false);
}

function someInside(
  holder: Document,
  path: Path,
  at: number,
  test: (value: unknown) => boolean,
  elements: boolean,
): boolean {
  const value = own(holder, path[at] ?? '');
  if (at === path.length - 1) return someLeaf(value, test, elements);
  if (Array.isArray(value)) return someElement(value, path, at + 1, test, elements);
  return isDocument(value) ? someInside(value, path, at + 1, test, elements) : test(undefined);
}

function someLeaf(value: unknown, test: (value: unknown) => boolean, elements: boolean): boolean {
  return (elements && Array.isArray(value) && value.some(test)) || test(value);
}

function someElement(
  array: readonly unknown[],
  path: Path,
  at: number,
  test: (value: unknown) => boolean,
  elements: boolean,
): boolean {
  const component = path[at] ?? '';
  if (isArrayPosition(component) && Number(component) < array.length) {
    const element = array[Number(component)];
    if (at === path.length - 1) {
      if (someLeaf(element, test, elements)) return true;
    } else if (Array.isArray(element)) {
      if (someElement(element, path, at + 1, test, elements)) return true;
    } else if (isDocument(element) ? someInside(element, path, at + 1, test, elements) : test(undefined)) {
      return true;
    }
  }
  return array.some((element) => isDocument(element) && someInside(element, path, at, test, elements));
}

/** All values at the path, with an array at its end opened; an absent field gives undefined. For indexes and `distinct`. */
export function valuesAt(document: Document, path: Path): unknown[] {
  const values: unknown[] = [];
  someWhole(document, path, (value) => {
    if (Array.isArray(value)) values.push(...value);
    else values.push(value);
    return false;
  });
  return values;
}

/** A field of the document itself, never of its prototype. */
export function own(document: Document, field: string): unknown {
  return Object.hasOwn(document, field) ? document[field] : undefined;
}

/** Like an assignment, but `__proto__` becomes a field like any other. */
export function put(document: Document, field: string, value: unknown): void {
  if (field === '__proto__') {
    Object.defineProperty(document, field, { value, writable: true, enumerable: true, configurable: true });
  } else {
    document[field] = value;
  }
}

/** A copy whose documents and arrays can be changed; scalar values are shared, being immutable here. */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (!isDocument(value)) return value;
  const copy: Document = {};
  for (const field of Object.keys(value)) put(copy, field, copyOf(value[field]));
  return copy as T;
}
