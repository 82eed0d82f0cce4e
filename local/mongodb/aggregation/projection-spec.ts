import type { Options } from 'mingo/types';
import { pathOf } from '../documents/paths.ts';
import { MongoFault, notImplemented } from '../faults.ts';
import { isNumberValue, isTruthy, toJs } from '../numbers/numbers.ts';
import { elementTest } from '../query/filters.ts';
import { type Document, isDocument } from '../values/documents.ts';
import { compileExpression, type Expression } from './expressions.ts';

/** What is asked of one field. `reshape` is find's `$slice` and `$elemMatch`: it changes the field's own value. */
export type FieldRule =
  | { readonly kind: 'include' }
  | { readonly kind: 'exclude' }
  | { readonly kind: 'compute'; readonly value: Expression }
  | { readonly kind: 'reshape'; readonly includes: boolean; readonly value: (current: unknown) => unknown };

/** The rules as a tree of field names. */
export type RuleTree = Map<string, FieldRule | RuleTree>;

/** `find` also knows `$slice` and `$elemMatch`; `add` takes every value as something to compute. */
export type ProjectionStyle = 'project' | 'find' | 'add';

/** @throws MongoFault 31250 when two paths collide, 31253 or 31254 when inclusion and exclusion are mixed. */
export function readRules(spec: unknown, style: ProjectionStyle, options: Options): RuleTree {
  if (!isDocument(spec) || Object.keys(spec).length === 0) {
    throw new MongoFault(51272, 'Invalid empty projection: at least one field is needed');
  }
  const tree: RuleTree = new Map();
  addRules(tree, spec, '', style, options);
  return tree;
}

function addRules(
  tree: RuleTree,
  spec: Document,
  prefix: string,
  style: ProjectionStyle,
  options: Options,
): void {
  for (const [name, value] of Object.entries(spec)) {
    const path = prefix + name;
    checkName(path);
    const nested = isDocument(value) && !Object.keys(value).some((key) => key.startsWith('$'));
    if (!nested) {
      place(tree, path, readRule(path, value, style, options));
    } else if (Object.keys(value).length > 0) {
      addRules(tree, value, `${path}.`, style, options);
    } else if (style === 'add') {
      place(tree, path, { kind: 'compute', value: () => ({}) });
    } else {
      throw new MongoFault(51270, 'An empty sub-projection is not a valid value. Found empty object at path');
    }
  }
}

function checkName(path: string): void {
  if (path.endsWith('.$')) throw notImplemented(`The positional projection '${path}'`);
  if (path.startsWith('$'))
    throw new MongoFault(16410, `FieldPath field names may not start with '$'. Got '${path}'`);
  if (pathOf(path).includes(''))
    throw new MongoFault(15998, 'FieldPath field names may not be empty strings.');
}

function readRule(path: string, value: unknown, style: ProjectionStyle, options: Options): FieldRule {
  if (style !== 'add' && (typeof value === 'boolean' || isNumberValue(value))) {
    return { kind: isTruthy(value) ? 'include' : 'exclude' };
  }
  const [operator] = isDocument(value) ? Object.keys(value) : [];
  if (style === 'find' && isDocument(value)) {
    if (operator === '$slice' && isFindSlice(value.$slice)) {
      return { kind: 'reshape', includes: false, value: slicing(value.$slice) };
    }
    if (operator === '$elemMatch') {
      if (path.includes('.'))
        throw new MongoFault(31275, 'Cannot use $elemMatch projection on a nested field.');
      return { kind: 'reshape', includes: true, value: firstMatching(elementTest(value.$elemMatch)) };
    }
  }
  if (operator === '$meta') throw notImplemented('$meta');
  return { kind: 'compute', value: compileExpression(value, options) };
}

/** find's own form, with numbers only; with an array in front it is the aggregation operator of the same name. */
function isFindSlice(operand: unknown): boolean {
  return Array.isArray(operand) ? operand.every(isNumberValue) : isNumberValue(operand);
}

function slicing(operand: unknown): (current: unknown) => unknown {
  const [first = 0, second] = (Array.isArray(operand) ? operand : [operand]).map((number) => toJs(number));
  return (current) => {
    if (!Array.isArray(current)) return current;
    if (second === undefined) return first < 0 ? current.slice(first) : current.slice(0, first);
    const start = first < 0 ? Math.max(0, current.length + first) : first;
    return current.slice(start, start + second);
  };
}

function firstMatching(test: (element: unknown) => boolean): (current: unknown) => unknown {
  return (current) => {
    const at = Array.isArray(current) ? current.findIndex(test) : -1;
    return at < 0 ? undefined : (current as unknown[]).slice(at, at + 1);
  };
}

function place(tree: RuleTree, path: string, rule: FieldRule): void {
  const components = pathOf(path);
  let branch = tree;
  for (const [i, component] of components.entries()) {
    const known = branch.get(component);
    const last = i === components.length - 1;
    if (last ? known !== undefined : known !== undefined && !(known instanceof Map)) {
      throw new MongoFault(31250, `Path collision at ${path}`);
    }
    if (last) {
      branch.set(component, rule);
    } else {
      const next: RuleTree = known instanceof Map ? known : new Map();
      branch.set(component, next);
      branch = next;
    }
  }
}

/** All rules of the tree but that of `_id`, which may differ from the others, with their paths. */
export function rulesOf(tree: RuleTree, prefix = ''): [string, FieldRule][] {
  return [...tree].flatMap(([name, entry]): [string, FieldRule][] => {
    const path = prefix + name;
    if (entry instanceof Map) return rulesOf(entry, `${path}.`);
    return path === '_id' ? [] : [[path, entry]];
  });
}
