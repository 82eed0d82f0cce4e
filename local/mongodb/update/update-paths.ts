import { childOf } from '../documents/changes.ts';
import { type Path, pathOf } from '../documents/paths.ts';
import { MongoFault } from '../faults.ts';
import { compileFilter, elementTest, isOperatorDocument } from '../query/filters.ts';
import { type Document, isDocument } from '../values/documents.ts';

/** What the placeholders `$` and `$[name]` of an update's paths stand for. */
export interface Placeholders {
  readonly filter: Document;
  readonly arrayFilters: ReadonlyMap<string, (element: unknown) => boolean>;
}

/** Compiles `arrayFilters`: one test per name, from `{ 'name.field': … }` or `{ name: … }`. */
export function readArrayFilters(filters: readonly unknown[]): Placeholders['arrayFilters'] {
  const tests = new Map<string, (element: unknown) => boolean>();
  for (const filter of filters) {
    const names = isDocument(filter) ? Object.keys(filter).map((key) => pathOf(key)[0] ?? '') : [];
    const [name] = names;
    if (name === undefined || name.startsWith('$') || names.some((other) => other !== name)) {
      throw new MongoFault(9, 'Each array filter must use exactly one top-level field name');
    }
    if (tests.has(name))
      throw new MongoFault(9, `Found multiple array filters with the same top-level field name ${name}`);
    const matches = compileFilter(filter);
    tests.set(name, (element) => matches({ [name]: element }));
  }
  return tests;
}

/** The concrete paths, without placeholders, that an update's path means in this document. */
export function concretePaths(document: Document, dotted: string, placeholders: Placeholders): Path[] {
  const path = pathOf(dotted);
  if (path.some((component) => component === '')) {
    throw new MongoFault(
      56,
      `The update path '${dotted}' contains an empty field name, which is not allowed.`,
    );
  }
  return dotted.includes('$') ? expanded(document, document, path, 0, placeholders) : [path];
}

function expanded(
  document: Document,
  holder: unknown,
  path: Path,
  at: number,
  placeholders: Placeholders,
): Path[] {
  const component = path[at];
  if (component === undefined) return [path];
  if (!component.startsWith('$'))
    return expanded(document, childOf(holder, component), path, at + 1, placeholders);
  if (!Array.isArray(holder)) {
    const where = path.slice(0, at).join('.');
    throw new MongoFault(
      2,
      `The path '${where}' must exist in the document in order to apply array updates.`,
    );
  }
  return positions(document, holder, path, at, placeholders).flatMap((position) =>
    expanded(document, holder[position], path.with(at, String(position)), at + 1, placeholders),
  );
}

function positions(
  document: Document,
  array: readonly unknown[],
  path: Path,
  at: number,
  placeholders: Placeholders,
): number[] {
  const component = path[at] ?? '';
  if (component === '$') return [positionMatched(document, path.slice(0, at), array, placeholders.filter)];
  const name = /^\$\[(.*)\]$/.exec(component)?.[1];
  if (name === undefined)
    throw new MongoFault(52, `The dollar ($) prefixed field '${component}' is not valid for storage.`);
  if (name === '') return [...array.keys()];
  const test = placeholders.arrayFilters.get(name);
  if (test === undefined)
    throw new MongoFault(2, `No array filter found for identifier '${name}' in path '${path.join('.')}'`);
  return [...array.keys()].filter((position) => test(array[position]));
}

/** The first element that meets one of the filter's conditions on the array: what `$` stands for. */
function positionMatched(
  document: Document,
  arrayPath: Path,
  array: readonly unknown[],
  filter: Document,
): number {
  const tests = conditionsOn(filter, arrayPath.join('.'));
  const [first, ...others] = tests;
  const position = first
    ? array.findIndex((element) => first(element) && others.every((test) => test(element)))
    : -1;
  if (position >= 0) return position;
  const loose = array.findIndex((element) => tests.some((test) => test(element)));
  if (loose >= 0) return loose;
  throw new MongoFault(
    2,
    `The positional operator did not find the match needed from the query (_id ${String(document._id)}).`,
  );
}

function conditionsOn(filter: Document, array: string): ((element: unknown) => boolean)[] {
  return Object.entries(filter).flatMap(([name, condition]) => {
    if (name === '$and' || name === '$or') {
      return (condition as readonly unknown[])
        .filter(isDocument)
        .flatMap((branch) => conditionsOn(branch, array));
    }
    if (name.startsWith(`${array}.`)) {
      const matches = compileFilter({ [name.slice(array.length + 1)]: condition });
      return [(element: unknown) => isDocument(element) && matches(element)];
    }
    if (name !== array) return [];
    if (isOperatorDocument(condition) && isDocument(condition.$elemMatch))
      return [elementTest(condition.$elemMatch)];
    const matches = compileFilter({ value: condition });
    return [(value: unknown) => matches({ value })];
  });
}
