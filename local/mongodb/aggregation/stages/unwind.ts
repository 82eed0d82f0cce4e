import { Lazy } from 'mingo/lazy';
import { own, type Path, pathOf, put } from '../../documents/paths.ts';
import { MongoFault } from '../../faults.ts';
import { type Document, isDocument } from '../../values/documents.ts';
import type { Stage } from '../sub-pipelines.ts';

interface Unwinding {
  readonly path: Path;
  readonly indexField: string | undefined;
  readonly keepEmpty: boolean;
}

function readSpec(spec: unknown): Unwinding {
  const { path, includeArrayIndex, preserveNullAndEmptyArrays } = isDocument(spec) ? spec : { path: spec };
  if (typeof path !== 'string' || !/^\$[^$]/.test(path)) {
    throw new MongoFault(28818, "path option to $unwind stage should be prefixed with a '$'");
  }
  return {
    path: pathOf(path.slice(1)),
    indexField: typeof includeArrayIndex === 'string' ? includeArrayIndex : undefined,
    keepEmpty: preserveNullAndEmptyArrays === true,
  };
}

export const unwind: Stage = (source, spec) => {
  const unwinding = readSpec(spec);
  return Lazy(unwound(source as unknown as Iterable<Document>, unwinding));
};

function* unwound(
  documents: Iterable<Document>,
  { path, indexField, keepEmpty }: Unwinding,
): Generator<Document> {
  const numbered = (document: Document, index: number | null): Document =>
    indexField === undefined ? document : withValue(document, pathOf(indexField), index);
  for (const document of documents) {
    const value = path.reduce<unknown>(
      (holder, field) => (isDocument(holder) ? own(holder, field) : undefined),
      document,
    );
    if (!Array.isArray(value)) {
      if (keepEmpty || (value !== undefined && value !== null)) yield numbered(document, null);
    } else if (value.length > 0) {
      for (const [index, item] of value.entries()) yield numbered(withValue(document, path, item), index);
    } else if (keepEmpty) {
      yield numbered(withValue(document, path, undefined), null);
    }
  }
}

/** A copy with another value at the path (undefined: without it); only the documents on the way are copied. */
function withValue(document: Document, path: Path, value: unknown): Document {
  const [field = '', ...rest] = path;
  const copy = { ...document };
  if (rest.length > 0) {
    const inner = own(document, field);
    put(copy, field, withValue(isDocument(inner) ? inner : {}, rest, value));
  } else if (value === undefined) {
    delete copy[field];
  } else {
    put(copy, field, value);
  }
  return copy;
}
