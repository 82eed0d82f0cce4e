import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Behaviour = (response: ServerResponse, request: Received) => void;

/** The operator's own system: a real HTTP server that behaves as it is told, and remembers what it answered 200. */
export interface OperatorTarget {
  readonly url: string;
  /** From now on, below this path. */
  behave(path: string, behaviour: Behaviour): void;
  /** Every post, whatever it was answered. */
  readonly posts: readonly Received[];
  /** Those that it took. */
  readonly taken: readonly Received[];
  /** Listens on the same port again after `down`. */
  up(): Promise<void>;
  down(): Promise<void>;
}

export const takes: Behaviour = (response) => response.writeHead(200).end('OK');
export const answers =
  (status: number, headers = {}, body = ''): Behaviour =>
  (response) =>
    response.writeHead(status, headers).end(body);
export const neverAnswers: Behaviour = () => undefined;
export const speaksGarbage: Behaviour = (response) => {
  response.socket?.end('no HTTP at all\r\n\r\n');
};

/** Starts it, taking everything. */
export async function operatorTarget(): Promise<OperatorTarget> {
  const behaviours = new Map<string, Behaviour>();
  const posts: Received[] = [];
  const taken: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const received = {
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    posts.push(received);
    const behaviour = behaviours.get(received.path) ?? takes;
    if (behaviour === takes) taken.push(received);
    behaviour(response, received);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  return {
    url: `http://127.0.0.1:${port}`,
    behave: (path, behaviour) => {
      behaviours.set(path, behaviour);
    },
    posts,
    taken,
    up: async () => {
      await listen(port);
    },
    down: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
