import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call of an AWS API, as it went by. */
export interface Call {
  /** Physical name of the function that called. */
  readonly caller: string;
  /** The invocation in which it did. */
  readonly invocation: string;
  /** `DynamoDB_20120810.PutItem`, or the method of a call without such a name. */
  readonly operation: string;
  readonly request: Record<string, unknown>;
  readonly answer: Record<string, unknown>;
  readonly beganAt: number;
  readonly endedAt: number;
}

export interface Between {
  /** Leads every variable that names an endpoint to a listener before it. */
  readonly between: (
    endpoints: Readonly<Record<string, string>>,
  ) => Promise<Readonly<Record<string, string>>>;
  /** What was called since the last time it was asked. */
  take(): readonly Call[];
  close(): Promise<void>;
}

/** Stands between functions and engines, and notes each call; DynamoDB is asked what each consumed. */
export function listenBetween(): Between {
  const parts = new AsyncDisposableStack();
  let calls: Call[] = [];
  const listen = async (upstream: string): Promise<string> => {
    const server = createServer((request, response) => {
      void (async () => {
        const beganAt = performance.now();
        const sent = await textOf(request);
        const operation = String(request.headers['x-amz-target'] ?? request.method);
        const body = operation.startsWith('DynamoDB') ? askingWhatItConsumes(sent) : sent;
        const answer = await forward(
          upstream,
          request.url ?? '/',
          { ...request, headers: request.headers },
          body,
        );
        const { caller, invocation } = whoCalls(request.headers);
        const what = { request: readJson(sent.toString()), answer: readJson(answer.body.toString()) };
        calls.push({ caller, invocation, operation, ...what, beganAt, endedAt: performance.now() });
        response.writeHead(answer.status, answer.headers).end(answer.body);
      })().catch(() => response.destroy());
    });
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    parts.defer(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  return {
    async between(endpoints) {
      const listening = new Map<string, Promise<string>>();
      for (const url of Object.values(endpoints)) if (!listening.has(url)) listening.set(url, listen(url));
      const led = Object.entries(endpoints).map(async ([name, url]) => [
        name,
        (await listening.get(url)) ?? url,
      ]);
      return Object.fromEntries(await Promise.all(led));
    },
    take() {
      const taken = calls;
      calls = [];
      return taken;
    },
    close: () => parts.disposeAsync(),
  };
}

/** The SDK tells the trace of its invocation with every call; on this machine it names the function as well. */
function whoCalls(headers: IncomingHttpHeaders): Pick<Call, 'caller' | 'invocation'> {
  const trace = String(headers['x-amzn-trace-id'] ?? '');
  const part = (name: string) => new RegExp(`${name}=([^;]+)`).exec(trace)?.[1] ?? '';
  return { caller: part('Function'), invocation: part('Root') };
}

function askingWhatItConsumes(body: Buffer): Buffer {
  return Buffer.from(JSON.stringify({ ...readJson(body.toString()), ReturnConsumedCapacity: 'INDEXES' }));
}

async function forward(
  upstream: string,
  path: string,
  {
    method = 'GET',
    headers,
  }: { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders },
  body: Buffer,
) {
  // Those that belong to one connection, and the length of what was sent.
  const {
    host,
    connection,
    'content-length': length,
    'transfer-encoding': encoding,
    expect,
    ...kept
  } = headers;
  const answer = await fetch(`${upstream}${path}`, {
    method,
    headers: kept as Record<string, string>,
    ...(method !== 'GET' && method !== 'HEAD' && { body: new Uint8Array(body) }),
  });
  const received = Buffer.from(await answer.arrayBuffer());
  const {
    'content-encoding': _,
    'transfer-encoding': __,
    connection: ___,
    'content-length': ____,
    ...rest
  } = Object.fromEntries(answer.headers);
  return {
    status: answer.status,
    headers: { ...rest, 'content-length': String(received.length) },
    body: received,
  };
}

async function textOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function readJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
