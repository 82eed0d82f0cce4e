import type { Context } from 'aws-lambda';
import type { HttpEvent } from '../../../shared/edge/http-request.ts';

export interface HttpEventParts {
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON, text as it stands. */
  readonly body?: unknown;
  /** What the verified token says; null: the route has no authorizer. */
  readonly claims?: Record<string, string | string[]> | null;
}

/** A request as an HTTP API hands it over, by an admin unless said otherwise. */
export function anHttpEvent(parts: HttpEventParts = {}): HttpEvent {
  const { method = 'GET', path = '/', params, query, headers = {}, body } = parts;
  const claims = parts.claims === undefined ? { sub: 'njeri', roles: '[admin]', fleets: '[]' } : parts.claims;
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers,
    ...(params && { pathParameters: params }),
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      requestId: 'request-1',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '',
      timeEpoch: 0,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      ...(claims && { authorizer: { principalId: '', integrationLatency: 0, jwt: { claims, scopes: [] } } }),
    },
  } as HttpEvent;
}

/** What Lambda tells a function about its invocation. */
export const aContext = (): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:test',
  memoryLimitInMB: '512',
  awsRequestId: 'invocation-1',
  logGroupName: '/aws/lambda/test',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 10_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});
