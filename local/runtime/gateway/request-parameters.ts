import { isJsonObject, type Json } from '../assembly/json.ts';
import type { MappingInput } from './mapping-template.ts';

/** Where a value of a parameter mapping comes from: fixed text, the request, or the context. */
export type Expression = (input: MappingInput) => string | undefined;

/**
 * Compiles the right side of a parameter mapping: `'text'`, `method.request.{path|querystring|header}.name`,
 * `context.name`, `stageVariables.name`. Throws an Error that names any other form.
 * Source: API Gateway Developer Guide, "Parameter mapping source reference".
 */
function compileExpression(text: string): Expression {
  const [, literal] = /^'(.*)'$/s.exec(text) ?? [];
  if (literal !== undefined) return () => literal;
  const [, place, name] =
    /^(method\.request\.(?:path|querystring|header)|context|stageVariables)\.(.+)$/.exec(text) ?? [];
  if (name === undefined) throw new Error(`the parameter mapping ${text} is not understood here`);
  switch (place) {
    case 'method.request.path':
      return ({ pathParameters }) => pathParameters[name];
    case 'method.request.querystring':
      return ({ request }) => request.query.get(name) ?? undefined;
    case 'method.request.header':
      return ({ request }) => request.headers[name.toLowerCase()];
    case 'context':
      return ({ context }) =>
        asText(
          name
            .split('.')
            .reduce<Json | undefined>(
              (value, step) => (isJsonObject(value) ? value[step] : undefined),
              context,
            ),
        );
    default:
      return ({ stageVariables }) => stageVariables[name];
  }
}

/** The mappings to one place, `integration.request.header` for example, by the name there. */
export function compileMappings(
  mappings: Readonly<Record<string, string>>,
  place: string,
): Readonly<Record<string, Expression>> {
  const chosen = Object.entries(mappings).filter(([target]) => target.startsWith(`${place}.`));
  return Object.fromEntries(
    chosen.map(([target, source]) => [target.slice(place.length + 1), compileExpression(source)]),
  );
}

export function evaluateMappings(
  mappings: Readonly<Record<string, Expression>>,
  input: MappingInput,
): Readonly<Record<string, string>> {
  const entries = Object.entries(mappings).map(([name, expression]) => [name, expression(input)] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );
}

function asText(value: Json | undefined): string | undefined {
  return value === undefined || isJsonObject(value) ? undefined : String(value);
}
