import * as mingo from 'mingo/operators/expression';
import type { Options } from 'mingo/types';
import { MongoFault } from '../../faults.ts';
import { isDocument } from '../../values/documents.ts';
import { evaluate } from './evaluate.ts';

/** An expression operator in mingo's form; undefined stands for a missing value. */
export type Operator = (document: unknown, spec: unknown, options: Options) => unknown;

export type Operators = Readonly<Record<string, Operator>>;

export const isMissing = (value: unknown): value is null | undefined => value === null || value === undefined;

/** An operator whose arguments are all evaluated before it is asked. One argument may stand without its array. */
export function operator(
  name: string,
  arity: readonly [number, number],
  apply: (...values: unknown[]) => unknown,
): Operator {
  const [least, most] = arity;
  return (document, spec, options) => {
    const specs = Array.isArray(spec) ? spec : [spec];
    if (specs.length < least || specs.length > most) {
      const wanted = least === most ? `exactly ${least}` : `${least} to ${most}`;
      throw new MongoFault(
        16020,
        `Expression ${name} takes ${wanted} arguments. ${specs.length} were passed in.`,
      );
    }
    return apply(...specs.map((each) => evaluate(document, each, options)));
  };
}

/** The same, with null (not missing) as the result as soon as an argument is null or missing. */
export function nullable(
  name: string,
  arity: readonly [number, number],
  apply: (...values: unknown[]) => unknown,
): Operator {
  return operator(name, arity, (...values) => (values.some(isMissing) ? null : apply(...values)));
}

/** An operator that takes named arguments, each evaluated; those it does not know are refused. */
export function named(
  name: string,
  known: readonly string[],
  apply: (argument: (field: string) => unknown) => unknown,
): Operator {
  return (document, spec, options) => {
    if (!isDocument(spec)) throw new MongoFault(9, `${name} needs an object as its argument`);
    const unknown = Object.keys(spec).find((field) => !known.includes(field));
    if (unknown !== undefined) throw new MongoFault(9, `Unrecognized argument to ${name}: ${unknown}`);
    return apply((field) => evaluate(document, spec[field], options));
  };
}

/** A table of operators from functions keyed by name. */
export function table(
  arity: readonly [number, number],
  make: typeof operator,
  functions: Readonly<Record<string, (...values: unknown[]) => unknown>>,
): Operators {
  return Object.fromEntries(
    Object.entries(functions).map(([name, apply]) => [name, make(name, arity, apply)]),
  );
}

const MINGO: Readonly<Record<string, unknown>> = { ...mingo };

/** mingo's own operators, where they do as MongoDB does. */
export function borrowed(names: readonly (keyof typeof mingo)[]): Operators {
  return Object.fromEntries(names.map((name) => [name, MINGO[name] as Operator]));
}
