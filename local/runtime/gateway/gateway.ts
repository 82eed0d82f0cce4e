import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { StartFailure } from '../start-failure.ts';
import { type Answer, type GatewayRequest, gatewayRequest, jsonAnswer, maxBodyBytes } from './exchange.ts';
import { firstSegment } from './path-pattern.ts';
import { readBody } from './read-body.ts';
import type { Api } from './rest-api.ts';

/** What the gateway serves once the system stands. */
export interface Served {
  readonly apis: readonly Api[];
  /** Routes below `/local`; undefined when none fits. */
  readonly local: (request: GatewayRequest) => Promise<Answer | undefined>;
  /** Paths below this prefix are another's, request and response as they are. */
  readonly raw: {
    readonly prefix: string;
    serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  };
}

export interface Gateway {
  readonly url: string;
  open(served: Served): void;
  /** Takes no further request and ends when those under way are answered. */
  close(): Promise<void>;
}

/** How long a caller may keep a connection open that the gateway wants to close. */
const closeTimeoutMs = 2000;

/**
 * Takes the port at once, so that nothing else is started when it is in use, and answers 503 until it is opened.
 * Port 0 takes a free one. Throws StartFailure when the port cannot be had.
 */
export async function listenGateway(port: number, log: (line: string) => void): Promise<Gateway> {
  let served: Served | undefined;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      log(`${request.method} ${firstSegment(request.url ?? '')}: ${error.message}`);
      if (!response.headersSent) write(response, jsonAnswer(500, { message: 'Internal server error' }));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (served && (request.url ?? '').startsWith(`${served.raw.prefix}/`))
      return await served.raw.serve(request, response);
    const whole = gatewayRequest(request, await readBody(request, maxBodyBytes));
    if (!served) return write(response, jsonAnswer(503, { message: 'Starting' }, { 'retry-after': '1' }));
    if (firstSegment(whole.path) === 'local') {
      return write(response, (await served.local(whole)) ?? jsonAnswer(404, { message: 'Not Found' }));
    }
    const api = chooseApi(served.apis, whole.path);
    const result = (await api?.answer(whole)) ?? jsonAnswer(404, { message: 'Not Found' });
    write(response, { ...result, headers: { 'x-amzn-requestid': whole.id, ...result.headers } });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use.`
          : `Port ${port} cannot be used: ${error.message}.`;
      reject(new StartFailure(`${reason} Set PORT to a free one.`));
    });
    server.listen(port, '127.0.0.1', 1024, resolve);
  });
  const address = server.address();
  let closing: Promise<void> | undefined;
  const close = async () => {
    const forced = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
    await new Promise((done) => server.close(done));
    clearTimeout(forced);
  };
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`,
    open: (all) => {
      served = all;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** The API that has paths with this first segment; one with a path that begins by a parameter takes what is left. */
function chooseApi(apis: readonly Api[], path: string): Api | undefined {
  const first = firstSegment(path);
  const by = (holds: (segment: string) => boolean) =>
    apis.find(({ firstSegments }) => [...firstSegments].some(holds));
  return (
    by((segment) => segment === first) ??
    by((segment) => segment.startsWith('{')) ??
    (apis.length === 1 ? apis[0] : undefined)
  );
}

function write(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  const length = status === 204 || status === 304 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length } as Record<string, string | string[] | number>);
  response.end(body);
}
