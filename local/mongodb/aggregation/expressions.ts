import { evalExpr, OpType } from 'mingo/core';
import type { Options } from 'mingo/types';
import { own } from '../documents/paths.ts';
import { MongoFault } from '../faults.ts';
import { type Document, isDocument } from '../values/documents.ts';

/** Computes one value from a document; undefined stands for a missing one. */
export type Expression = (document: Document) => unknown;

/**
 * Reads an aggregation expression. All of it is checked now, so that an unknown operator is refused even if no document comes.
 * @throws MongoFault 168 (InvalidPipelineOperator) naming the operator.
 */
export function compileExpression(spec: unknown, options: Options): Expression {
  checkOperators(spec, options);
  if (typeof spec === 'string' && /^\$[^$.]+$/.test(spec)) {
    const field = spec.slice(1);
    return (document) => own(document, field);
  }
  if (typeof spec !== 'object' && typeof spec !== 'string') return () => spec;
  return (document) => evalExpr(document, spec, options);
}

function checkOperators(spec: unknown, options: Options): void {
  if (Array.isArray(spec)) {
    for (const item of spec) checkOperators(item, options);
    return;
  }
  if (!isDocument(spec)) return;
  const names = Object.keys(spec);
  const operator = names.find((name) => name.startsWith('$'));
  if (operator !== undefined) {
    if (names.length > 1) {
      throw new MongoFault(
        15983,
        `an expression specification must contain exactly one field, the name of the expression. Found ${names.length} fields`,
      );
    }
    if (!options.context.getOperator(OpType.EXPRESSION, operator)) {
      throw new MongoFault(168, `Unrecognized expression '${operator}'`);
    }
    if (operator === '$literal') return;
  }
  for (const name of names) checkOperators(spec[name], options);
}
