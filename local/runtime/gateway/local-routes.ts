import { type Answer, type GatewayRequest, jsonAnswer } from './exchange.ts';
import { bestMatch, compilePath } from './path-pattern.ts';

/** A request to a route that exists on this machine only. */
export interface LocalRequest {
  readonly method: string;
  readonly path: string;
  /** Of the path, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The last value of each parameter of the query. */
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown;
}

export interface LocalResponse {
  readonly status: number;
  /** Text and bytes go out as they are when the headers name a type other than JSON. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route below `/local`. */
export interface LocalRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'ANY';
  /** As in `/local/things/{name}/run`. */
  readonly path: string;
  readonly handle: (request: LocalRequest) => Promise<LocalResponse> | LocalResponse;
}

/** Answers by the route that fits best, or undefined when none does. */
export function localRouter(
  routes: readonly LocalRoute[],
): (request: GatewayRequest) => Promise<Answer | undefined> {
  const compiled = routes.map((route) => ({ route, pattern: compilePath(route.path) }));
  return async (request) => {
    const fitting = compiled.filter(({ route }) => route.method === request.method || route.method === 'ANY');
    const found = bestMatch(fitting, request.path);
    if (!found) return undefined;
    const { method, path } = request;
    const query = Object.fromEntries(request.query);
    const { handle } = found.candidate.route;
    const body = parse(request.body);
    if (!body.ok) return notJson();
    return write(await handle({ method, path, params: found.parameters, query, body: body.value }));
  };
}

function write({ status, body, headers = {} }: LocalResponse): Answer {
  const type = headers['content-type'] ?? 'application/json';
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  if (body === undefined) return { status, headers };
  if (isRaw && !type.includes('json'))
    return { status, headers, body: typeof body === 'string' ? body : Buffer.from(body) };
  return { status, headers: { ...headers, 'content-type': type }, body: JSON.stringify(body) };
}

/** No body at all is no fault: what needs one says so itself. */
function parse(
  body: Buffer | undefined,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  const text = body?.toString('utf8') ?? '';
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function notJson(): Answer {
  const body = { type: 'about:blank', title: 'The body is not JSON', status: 400 };
  return jsonAnswer(400, body, { 'content-type': 'application/problem+json' });
}
