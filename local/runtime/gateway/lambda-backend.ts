import { findFunction, type LocalFunction } from '../functions/local-function.ts';
import type { Backend } from './integration.ts';

/** A Lambda function behind a non-proxy integration. Throws an Error when the URI names no function of the template. */
export function lambdaBackend(rest: string, functions: readonly LocalFunction[]): Backend {
  const target = invokedFunction(rest, functions);
  return async (body) => {
    const outcome = await target.invoke(body);
    if (outcome.ok)
      return { status: 200, body: JSON.stringify(outcome.payload ?? null), selector: undefined };
    const { errorType, errorMessage, trace = [] } = outcome;
    return { status: 200, body: JSON.stringify({ errorMessage, errorType, trace }), selector: errorMessage };
  };
}

/** `2015-03-31/functions/<ARN>/invocations` */
export function invokedFunction(rest: string, functions: readonly LocalFunction[]): LocalFunction {
  const [, reference] = /^2015-03-31\/functions\/(.+)\/invocations$/.exec(rest) ?? [];
  const target = reference === undefined ? undefined : findFunction(functions, reference);
  if (!target) throw new Error(`Lambda integration ${rest} names no function of the template`);
  return target;
}
