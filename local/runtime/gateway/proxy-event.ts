import { isJsonObject, type Json, type JsonObject } from '../assembly/json.ts';
import type { Answer } from './exchange.ts';
import type { MappingInput } from './mapping-template.ts';

/** The event of a REST API's proxy integration (payload format 1.0). */
export function proxyEvent(
  { request, context, pathParameters, stageVariables, body }: MappingInput,
  resourcePath: string,
): JsonObject {
  const names = [...new Set(request.query.keys())];
  const last = (values: readonly string[]) => values.at(-1) ?? '';
  return {
    resource: resourcePath,
    path: request.path,
    httpMethod: request.method,
    headers: request.headers,
    multiValueHeaders: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [value]]),
    ),
    queryStringParameters: orNull(
      Object.fromEntries(names.map((name) => [name, last(request.query.getAll(name))])),
    ),
    multiValueQueryStringParameters: orNull(
      Object.fromEntries(names.map((name) => [name, request.query.getAll(name)])),
    ),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stageVariables),
    requestContext: context,
    body: body === '' ? null : body,
    isBase64Encoded: false,
  };
}

/** What a function's answer to a proxy integration means, or undefined when API Gateway would not understand it. */
export function answerOf(payload: Json | undefined): Answer | undefined {
  if (!isJsonObject(payload) || !Number.isInteger(Number(payload.statusCode))) return undefined;
  const single = isJsonObject(payload.headers) ? Object.entries(payload.headers) : [];
  const multiple = isJsonObject(payload.multiValueHeaders) ? Object.entries(payload.multiValueHeaders) : [];
  const headers: Record<string, string | string[]> = Object.fromEntries(
    single.map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  for (const [name, values] of multiple)
    if (Array.isArray(values)) headers[name.toLowerCase()] = values.map(String);
  if (Array.isArray(payload.cookies)) headers['set-cookie'] = payload.cookies.map(String);
  const text = payload.body === undefined || payload.body === null ? '' : String(payload.body);
  return {
    status: Number(payload.statusCode),
    headers,
    body: payload.isBase64Encoded === true ? Buffer.from(text, 'base64') : text,
  };
}

function orNull(value: JsonObject): JsonObject | null {
  return Object.keys(value).length === 0 ? null : value;
}
