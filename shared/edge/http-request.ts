import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import * as z from 'zod/mini';
import { type Fault, faultsOf } from '../kernel/faults.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerOf, mayCall } from '../manager/access.ts';
import type { Problem } from '../manager/problem.ts';
import type { ApiRequest, Route } from '../manager/route.ts';

/** A request as an HTTP API hands it over (payload 2.0); open routes have no authorizer. */
export type HttpEvent = APIGatewayProxyEventV2 | APIGatewayProxyEventV2WithJWTAuthorizer;

const nobody: Caller = { sub: '', roles: [], fleets: [] };

/** Who calls, if the route is theirs to call. API Gateway has verified the token. */
export function admit(event: HttpEvent, route: Route): Result<Caller, Problem> {
  if (route.roles.length === 0) return ok(nobody);
  const claims =
    'authorizer' in event.requestContext ? event.requestContext.authorizer.jwt.claims : undefined;
  const caller = callerOf(claims);
  if (!caller) return failed({ kind: 'unauthenticated' });
  if (mayCall(caller, route.roles)) return ok(caller);
  return failed({ kind: 'forbidden', detail: `this needs the role ${route.roles.join(' or ')}` });
}

/** Path, query and body as the route's schemas want them; every bad field is told at once. */
export function readRequest<R extends Route>(event: HttpEvent, route: R): Result<ApiRequest<R>, Problem> {
  const body = readJson(event);
  if (!body.ok) return body;
  const faults: Fault[] = [];
  const read = <Schema extends z.ZodMiniType>(
    schema: Schema,
    value: unknown,
  ): z.output<Schema> | undefined => {
    const parsed = z.safeParse(schema, value);
    if (parsed.success) return parsed.data;
    faults.push(...faultsOf(parsed.error));
    return undefined;
  };
  const request = {
    params: read(route.params, mapValues(event.pathParameters, decoded)),
    query: read(route.query, event.queryStringParameters ?? {}),
    body: read(route.body, body.value),
  };
  return faults.length > 0 ? failed({ kind: 'invalid_input', errors: faults }) : ok(request as ApiRequest<R>);
}

/** No body reads as an empty object: every field may have its default. */
function readJson({ body, isBase64Encoded }: HttpEvent): Result<unknown, Problem> {
  const text = isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? '');
  if (text.trim() === '') return ok({});
  try {
    return ok(JSON.parse(text));
  } catch {
    return failed({ kind: 'unreadable_json', detail: 'expected a JSON object as the body' });
  }
}

function mapValues(
  values: Readonly<Record<string, string | undefined>> | undefined,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value = '']) => [key, change(value)]));
}

/** A lone % is text, not the start of a code. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
