import type { IncomingMessage } from 'node:http';

/** A request as the APIs see it: body read, addresses known, names of headers in lower case. */
export interface GatewayRequest {
  readonly id: string;
  readonly receivedAt: number;
  readonly method: string;
  /** As sent, still percent-encoded. */
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when it was longer than API Gateway takes. */
  readonly body: Buffer | undefined;
  readonly sourceIp: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** API Gateway's limit for a request body. */
export const maxBodyBytes = 10 * 1024 * 1024;

export function gatewayRequest(request: IncomingMessage, body: Buffer | undefined): GatewayRequest {
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  const headers = Object.entries(request.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')] as const,
  );
  return {
    id: crypto.randomUUID(),
    receivedAt: Date.now(),
    method: request.method ?? 'GET',
    path,
    rawQuery: query.join('?'),
    query: new URLSearchParams(query.join('?')),
    headers: Object.fromEntries(headers),
    body,
    sourceIp: request.socket.remoteAddress?.replace('::ffff:', '') ?? '127.0.0.1',
  };
}

export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
