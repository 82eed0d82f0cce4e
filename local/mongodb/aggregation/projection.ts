import type { Options } from 'mingo/types';
import { own, put } from '../documents/paths.ts';
import { MongoFault } from '../faults.ts';
import { type Document, isDocument } from '../values/documents.ts';
import {
  type FieldRule,
  type ProjectionStyle,
  type RuleTree,
  readRules,
  rulesOf,
} from './projection-spec.ts';

/** Makes the projected document; what stays unchanged is shared with the original. */
export type Projection = (document: Document) => Document;

/** Reads the specification of `$project` or of find's projection. */
export function compileProjection(
  spec: unknown,
  style: Exclude<ProjectionStyle, 'add'>,
  options: Options,
): Projection {
  const tree = readRules(spec, style, options);
  if (isInclusion(tree)) {
    if (!tree.has('_id')) tree.set('_id', { kind: 'include' });
    return (document) => withComputed(tree, included(tree, document), document);
  }
  return (document) => excluded(tree, document);
}

/** Reads the specification of `$addFields`. */
export function compileAddition(spec: unknown, options: Options): Projection {
  const tree = readRules(spec, 'add', options);
  return (document) => withComputed(tree, document, document);
}

/** Reads the field names of `$unset`. */
export function compileRemoval(fields: readonly string[], options: Options): Projection {
  const tree = readRules(Object.fromEntries(fields.map((field) => [field, 0])), 'project', options);
  return (document) => excluded(tree, document);
}

function isInclusion(tree: RuleTree): boolean {
  const rules = rulesOf(tree);
  const excluding = rules.find(([, rule]) => rule.kind === 'exclude');
  const including = rules.find(([, rule]) => includes(rule));
  if (excluding && including) {
    const [later, name] =
      rules.indexOf(excluding) > rules.indexOf(including)
        ? [excluding, 'exclusion']
        : [including, 'inclusion'];
    const [code, other] = name === 'exclusion' ? [31254, 'inclusion'] : [31253, 'exclusion'];
    throw new MongoFault(Number(code), `Cannot do ${name} on field ${later[0]} in ${other} projection`);
  }
  if (including) return true;
  const id = tree.get('_id');
  return (
    rules.length === 0 &&
    (id instanceof Map ? rulesOf(id).every(([, rule]) => includes(rule)) : id !== undefined && includes(id))
  );
}

function includes(rule: FieldRule): boolean {
  return rule.kind === 'include' || rule.kind === 'compute' || (rule.kind === 'reshape' && rule.includes);
}

function included(tree: RuleTree, document: Document): Document {
  const result: Document = {};
  for (const field of Object.keys(document)) {
    const entry = tree.get(field);
    if (entry === undefined) continue;
    const value =
      entry instanceof Map ? inside(entry, document[field], included) : kept(entry, document[field]);
    if (value !== undefined) put(result, field, value);
  }
  return result;
}

function kept(rule: FieldRule, value: unknown): unknown {
  if (rule.kind === 'include') return value;
  return rule.kind === 'reshape' ? rule.value(value) : undefined;
}

/** Applies the sub-tree to a document, or to each document in an array; scalars have no fields to include. */
function inside(
  tree: RuleTree,
  value: unknown,
  apply: (tree: RuleTree, document: Document) => Document,
): unknown {
  if (isDocument(value)) return apply(tree, value);
  if (!Array.isArray(value)) return apply === excluded ? value : undefined;
  return value.map((item) => inside(tree, item, apply)).filter((item) => item !== undefined);
}

function excluded(tree: RuleTree, document: Document): Document {
  const result: Document = {};
  for (const field of Object.keys(document)) {
    const entry = tree.get(field);
    const value = document[field];
    if (entry === undefined) put(result, field, value);
    else if (entry instanceof Map) put(result, field, inside(entry, value, excluded));
    else if (entry.kind === 'reshape') put(result, field, entry.value(value));
    else if (entry.kind !== 'exclude') put(result, field, value);
  }
  return result;
}

/** Adds what is to be computed, from the root document; a missing result removes the field. */
function withComputed(tree: RuleTree, document: Document, root: Document): Document {
  let result = document;
  for (const [field, entry] of tree) {
    if (!(entry instanceof Map) && entry.kind !== 'compute') continue;
    const current = own(result, field);
    const value = entry instanceof Map ? computedInside(entry, current, root) : entry.value(root);
    if (value === current) continue;
    if (result === document) result = { ...document };
    if (value === undefined) delete result[field];
    else put(result, field, value);
  }
  return result;
}

function computedInside(tree: RuleTree, current: unknown, root: Document): unknown {
  if (!computes(tree)) return current;
  if (Array.isArray(current)) return current.map((item) => computedInside(tree, item, root));
  return withComputed(tree, isDocument(current) ? current : {}, root);
}

function computes(tree: RuleTree): boolean {
  return [...tree.values()].some((entry) =>
    entry instanceof Map ? computes(entry) : entry.kind === 'compute',
  );
}
