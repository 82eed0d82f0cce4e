import { createServer } from 'node:http';
import type { Json, JsonObject } from '../assembly/json.ts';
import { readBody } from '../gateway/read-body.ts';

/** A fault of the caller, as an AWS service words it: the name is the exception's. */
export class ServiceFault extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export type Operation = (input: JsonObject) => JsonObject | Promise<JsonObject>;

export interface ServiceEndpoint {
  readonly url: string;
  close(): Promise<void>;
}

const maxBodyBytes = 2 * 1024 * 1024;

/**
 * Serves AWS operations in the JSON protocol on a loopback port of its own. Operations are named by their
 * `X-Amz-Target`; one that is not here is answered by its name, so that no request of a handler leaves this machine.
 */
export async function serveOperations(
  operations: Readonly<Record<string, Operation>>,
): Promise<ServiceEndpoint> {
  const server = createServer((request, response) => {
    const send = (status: number, body: Json) => {
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': crypto.randomUUID(),
      });
      response.end(JSON.stringify(body));
    };
    void (async () => {
      const target = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`);
      try {
        const body = await readBody(request, maxBodyBytes);
        const operation = operations[target];
        if (!operation)
          throw new ServiceFault('UnknownOperationException', `${target} is not served on this machine`);
        send(200, await operation(JSON.parse(body?.toString('utf8') || '{}') as JsonObject));
      } catch (error) {
        if (error instanceof ServiceFault) send(400, { __type: error.name, message: error.message });
        else send(500, { __type: 'InternalFailure', message: (error as Error).message });
      }
    })();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
