import { Agent, request } from 'node:http';
import type { JsonObject } from '../assembly/json.ts';

/** What SQS refused or could not do, by its own name for it. */
export class SqsFault extends Error {
  readonly status: number;

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** A message as SQS hands it out in its JSON protocol. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

/** Calls of SQS in its JSON protocol. Throws SqsFault for an answer that is none, an Error when there is no answer. */
export interface SqsCalls {
  call<Answer>(action: string, input: object): Promise<Answer>;
  close(): void;
}

/**
 * The gateway and the pollers make several calls for each message, to an engine that checks no signature: the SDK
 * would spend more time on each than the engine does.
 */
export function openSqsCalls(endpoint: string, region: string): SqsCalls {
  const { hostname, port, pathname } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const authorization = `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/sqs/aws4_request, SignedHeaders=host, Signature=0`;

  return {
    call: <Answer>(action: string, input: object) =>
      new Promise<Answer>((resolve, reject) => {
        const body = JSON.stringify(input);
        const headers = {
          authorization,
          'content-type': 'application/x-amz-json-1.0',
          'content-length': Buffer.byteLength(body),
          'x-amz-target': `AmazonSQS.${action}`,
        };
        const options = { hostname, port, path: pathname, method: 'POST', agent, headers };
        const outgoing = request(options, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            const status = response.statusCode ?? 500;
            if (status === 200) resolve(JSON.parse(text || '{}') as Answer);
            else reject(faultOf(text, status));
          });
        });
        outgoing.on('error', reject);
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function faultOf(text: string, status: number): SqsFault {
  try {
    const { __type: type = 'InternalFailure', message = text } = JSON.parse(text) as JsonObject;
    return new SqsFault(String(type).split('#').at(-1) ?? '', String(message), status);
  } catch {
    return new SqsFault('InternalFailure', text, status);
  }
}
