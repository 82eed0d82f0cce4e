import { createServer, type IncomingMessage } from 'node:http';

export interface CannedService {
  readonly endpoint: string;
  /** What was asked, as JSON, in order. */
  readonly requests: readonly unknown[];
  /** Answers, given one after the other; the last one again and again. */
  answerWith(...answers: readonly CannedAnswer[]): void;
  stop(): Promise<void>;
}

export interface CannedAnswer {
  readonly status?: number;
  readonly body: unknown;
}

/** A service of AWS that speaks JSON and says what it was told to: for what no embedded engine answers. */
export async function startCannedService(): Promise<CannedService> {
  const requests: unknown[] = [];
  let answers: CannedAnswer[] = [];
  const server = createServer(async (request, response) => {
    requests.push(JSON.parse(await textOf(request)));
    const { status = 200, body } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { body: {} };
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests,
    answerWith(...given) {
      answers = [...given];
      requests.length = 0;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
