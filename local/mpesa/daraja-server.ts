import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { iso } from '../../shared/kernel/time.ts';
import { StartFailure } from '../runtime/start-failure.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { ApiAnswer, ApiCall, DarajaErrors } from './api-answer.ts';
import type { BalanceApi } from './balance-api.ts';
import type { C2bApi } from './c2b-api.ts';
import type { FaultSwitch, Product } from './faults.ts';
import { fieldsOf } from './json-fields.ts';
import type { Random } from './random.ts';
import { masked, type RequestLog } from './request-log.ts';
import type { StatusApi } from './status-api.ts';
import type { StkApi } from './stk-api.ts';

interface Parts {
  readonly tokens: AccessTokens;
  readonly stk: StkApi;
  readonly c2b: C2bApi;
  readonly status: StatusApi;
  readonly balance: BalanceApi;
  readonly faults: FaultSwitch;
  readonly requests: RequestLog;
  readonly random: Random;
  readonly errors: DarajaErrors;
  readonly clock: () => number;
}

/** The port that Daraja's API is had on; 503 until there is something to serve. */
export interface DarajaServer {
  /** `http://127.0.0.1:<port>`, what DARAJA_BASE_URL is to be. */
  readonly url: string;
  serve(parts: Parts): void;
  close(): Promise<void>;
}

interface Route {
  readonly product: Product;
  readonly answer: (call: ApiCall) => Promise<ApiAnswer>;
}

const maxBodyBytes = 64 * 1024;

/**
 * Takes a free loopback port at once: what is deployed has to know it before there is anything to serve.
 * Throws StartFailure when there is none.
 */
export async function listenDaraja(): Promise<DarajaServer> {
  let serving: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  const server = createServer((request, response) => {
    if (serving) serving(request, response);
    else response.writeHead(503).end();
  });
  server.listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartFailure(
      `The M-Pesa simulator gets no port: ${(error as Error).message}. End some of what runs here.`,
    );
  }
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    serve: (parts) => {
      const routes = routesOf(parts);
      serving = (request, response) => {
        answer(parts, routes, request).then(
          (given) => send(response, given),
          () => send(response, parts.errors.error(500, '500.003.1001', 'Internal Server Error')),
        );
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function routesOf({ stk, c2b, status, balance, errors }: Parts): Readonly<Record<string, Route>> {
  const notYet = (product: Product, name: string): Route => ({
    product,
    answer: async () => errors.error(501, '501.001.01', `The simulator does not offer ${name} yet`),
  });
  return {
    '/mpesa/stkpush/v1/processrequest': { product: 'stk', answer: stk.push },
    '/mpesa/stkpushquery/v1/query': { product: 'stk', answer: stk.query },
    '/mpesa/c2b/v1/registerurl': { product: 'c2b', answer: (call) => c2b.register(call, 'v1') },
    '/mpesa/c2b/v2/registerurl': { product: 'c2b', answer: (call) => c2b.register(call, 'v2') },
    '/mpesa/c2b/v1/simulate': { product: 'c2b', answer: c2b.simulate },
    '/mpesa/c2b/v2/simulate': { product: 'c2b', answer: c2b.simulate },
    '/mpesa/transactionstatus/v1/query': { product: 'status', answer: status.query },
    '/mpesa/accountbalance/v1/query': { product: 'balance', answer: balance.query },
    '/mpesa/b2c/v1/paymentrequest': notYet('b2c', 'B2C'),
    '/mpesa/b2c/v3/paymentrequest': notYet('b2c', 'B2C'),
    '/mpesa/reversal/v1/request': notYet('reversal', 'Reversal'),
    '/pulltransactions/v1/register': notYet('pull', 'Pull Transactions'),
    '/pulltransactions/v1/query': notYet('pull', 'Pull Transactions'),
  };
}

async function answer(
  parts: Parts,
  routes: Readonly<Record<string, Route>>,
  request: IncomingMessage,
): Promise<ApiAnswer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://daraja');
  const text = await bodyOf(request);
  const fields = fieldsOf(text);
  const given = await dispatch(parts, routes[pathname], request, { pathname, searchParams, fields });
  const code = 'errorCode' in given.body ? String(given.body.errorCode) : undefined;
  parts.requests.add({
    at: iso(parts.clock()),
    method: request.method ?? '',
    path: pathname,
    status: given.status,
    ...(code && { error_code: code }),
    headers: {
      ...(request.headers.authorization && { authorization: '***' }),
      ...(request.headers['content-type'] && { 'content-type': request.headers['content-type'] }),
    },
    body: text === '' ? null : masked(fields ?? '(no JSON)'),
  });
  return given;
}

interface Asked {
  readonly pathname: string;
  readonly searchParams: URLSearchParams;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

async function dispatch(
  parts: Parts,
  route: Route | undefined,
  request: IncomingMessage,
  asked: Asked,
): Promise<ApiAnswer> {
  const { errors, faults, random, tokens } = parts;
  const { authorization } = request.headers;
  const isTokenRequest = asked.pathname === '/oauth/v1/generate';
  if (!route && !isTokenRequest) return errors.error(404, '404.001.01', 'Resource not found');
  if (request.method !== (isTokenRequest ? 'GET' : 'POST'))
    return errors.error(405, '405.001', 'Method Not Allowed');
  if (random.chance(faults.now().throttle)) {
    return errors.error(500, '500.003.02', 'Error Occurred: Spike Arrest Violation');
  }
  if (!route) return tokens.issue(authorization, asked.searchParams.get('grant_type'));

  const authorized = await tokens.authorize(authorization, route.product);
  if (!authorized.ok) return authorized.answer;
  if (!asked.fields) return errors.error(400, '400.002.05', 'Invalid Request Payload');
  return route.answer({ app: authorized.app, fields: asked.fields });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maxBodyBytes) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, body }: ApiAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
