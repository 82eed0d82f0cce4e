import type { Json } from '../assembly/json.ts';
import type { Answer, GatewayRequest } from './exchange.ts';
import { bestMatch, compilePath } from './path-pattern.ts';

export interface LocalRequest extends GatewayRequest {
  readonly parameters: Readonly<Record<string, string>>;
  /** The body as JSON; undefined when there is none or it is not JSON. */
  readonly json: Json | undefined;
}

/** A route that exists on this machine only, below `/local`. */
export interface LocalRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As in `/local/things/{name}/run`. */
  readonly path: string;
  answer(request: LocalRequest): Answer | Promise<Answer>;
}

/** Answers by the route that fits, or undefined when none does. */
export function localRouter(
  routes: readonly LocalRoute[],
): (request: GatewayRequest) => Promise<Answer | undefined> {
  const compiled = routes.map((route) => ({ route, pattern: compilePath(route.path) }));
  return async (request) => {
    const found = bestMatch(
      compiled.filter(({ route }) => route.method === request.method),
      request.path,
    );
    return await found?.candidate.route.answer({
      ...request,
      parameters: found.parameters,
      json: parse(request.body),
    });
  };
}

function parse(body: Buffer | undefined): Json | undefined {
  try {
    return body && (JSON.parse(body.toString('utf8')) as Json);
  } catch {
    return undefined;
  }
}
