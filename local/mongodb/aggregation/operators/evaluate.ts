import { evalExpr, OpType } from 'mingo/core';
import type { Options } from 'mingo/types';
import { own } from '../../documents/paths.ts';
import { type Document, isDocument } from '../../values/documents.ts';

/** What mingo hands down with the options while it evaluates; its types do not say so. */
interface Scope {
  readonly local?: { readonly root?: unknown; readonly variables?: Document };
}

/**
 * The value of an expression inside another one. Fields, variables and operators, which are nearly all there is, are told apart
 * here: mingo would copy all variables for each that is read. Everything else is mingo's.
 */
export function evaluate(document: unknown, spec: unknown, options: Options): unknown {
  const { root, variables } = (options as Scope).local ?? {};
  if (!isDocument(root)) return evalExpr(document, spec, options);
  if (typeof spec === 'string') {
    if (!spec.startsWith('$')) return spec;
    const found = spec.startsWith('$$') ? variableAt(spec, variables) : fieldAt(spec, root);
    return found === elsewhere ? evalExpr(document, spec, options) : found;
  }
  if (Array.isArray(spec)) return spec.map((each) => evaluate(document, each, options));
  if (!isDocument(spec)) return spec;
  const names = Object.keys(spec);
  const [name = ''] = names;
  const apply =
    names.length === 1 && name.startsWith('$') && options.context.getOperator(OpType.EXPRESSION, name);
  return apply ? apply(document, spec[name], options) : evalExpr(document, spec, options);
}

const elsewhere = Symbol('for mingo to find');

const fieldAt = (spec: string, root: Document): unknown =>
  spec.includes('.') ? elsewhere : own(root, spec.slice(1));

/** A variable that `$let` and its like have bound, or a field of one that is a document. */
function variableAt(spec: string, variables: Document | undefined): unknown {
  const dot = spec.indexOf('.');
  const name = spec.slice(2, dot < 0 ? undefined : dot);
  if (!variables || !Object.hasOwn(variables, name)) return elsewhere;
  const value = variables[name];
  if (dot < 0) return value;
  const field = spec.slice(dot + 1);
  return isDocument(value) && !field.includes('.') ? own(value, field) : elsewhere;
}
