import type { Json, JsonObject } from '../assembly/json.ts';
import type { Authorization } from './authorizer.ts';
import { type Answer, type GatewayRequest, jsonAnswer } from './exchange.ts';
import { answerOf } from './proxy-event.ts';

export interface HttpEventOptions {
  readonly request: GatewayRequest;
  readonly api: { readonly id: string; readonly stage: string; readonly account: string };
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly authorization: (Authorization & { readonly ok: true }) | undefined;
}

/** The event of an HTTP API's proxy integration (payload format 2.0). */
export function httpEvent({
  request,
  api,
  routeKey,
  pathParameters,
  stageVariables,
  authorization,
}: HttpEventOptions): JsonObject {
  const { cookie, ...headers } = request.headers;
  const names = [...new Set(request.query.keys())];
  const query = Object.fromEntries(names.map((name) => [name, request.query.getAll(name).join(',')]));
  const isText = /^(text\/|application\/(json|.*\+json|xml|.*\+xml|javascript|x-www-form-urlencoded))/.test(
    headers['content-type'] ?? 'text/plain',
  );
  return {
    version: '2.0',
    routeKey,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(names.length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: api.account,
      apiId: api.id,
      ...(authorization && {
        authorizer: { jwt: { claims: authorization.claims, scopes: authorization.scopes } },
      }),
      domainName: headers.host ?? '',
      domainPrefix: api.id,
      http: {
        method: request.method,
        path: request.path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.id,
      routeKey,
      stage: api.stage,
      time: new Date(request.receivedAt).toUTCString(),
      timeEpoch: request.receivedAt,
    },
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...(Object.keys(stageVariables).length > 0 && { stageVariables }),
    ...(request.body &&
      request.body.length > 0 && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: Boolean(request.body?.length) && !isText,
  };
}

/** A function may answer with a whole response, or with anything else, which then is the body of a 200. */
export function httpAnswer(payload: Json | undefined): Answer {
  const whole = answerOf(payload);
  if (whole) return { ...whole, headers: { 'content-type': 'text/plain;charset=UTF-8', ...whole.headers } };
  return jsonAnswer(200, payload ?? null);
}
