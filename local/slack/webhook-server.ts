import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { SlackFaultSwitch } from './faults.ts';
import type { SlackInbox } from './inbox.ts';

interface Parts {
  readonly inbox: SlackInbox;
  readonly faults: SlackFaultSwitch;
  readonly clock: () => number;
}

export interface WebhookServer {
  /** `http://127.0.0.1:<port>`, what SLACK_BASE_URL is to be. */
  readonly url: string;
  /** What answers from now on; until then nothing does. */
  serve(parts: Parts): void;
  close(): Promise<void>;
}

interface SlackAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter?: number;
}

/** Slack takes more than any message of ours. */
const maxBodyBytes = 1024 * 1024;

/** Every webhook of Slack, on a loopback port of its own. The port is had before what answers there. */
export async function listenWebhooks(): Promise<WebhookServer> {
  const closing = new AbortController();
  let serving: Parts | undefined;
  const server = createServer((request, response) => {
    if (!serving) return send(response, { status: 503, text: 'server_error' });
    answer(serving, request, response, closing.signal).then(
      (given) => send(response, given),
      () => send(response, { status: 500, text: 'server_error' }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (parts) => {
      serving = parts;
    },
    close: async () => {
      closing.abort();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(
  { inbox, faults, clock }: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<SlackAnswer> {
  const body = await bodyOf(request);
  const { status, retry_after: retryAfter, delay_ms: delayMs = 0 } = faults.next();
  if (delayMs > 0) await pause(delayMs, undefined, { signal: closing });
  if (status !== undefined || retryAfter !== undefined) {
    const given = status ?? 429;
    return {
      status: given,
      text: words[given] ?? 'server_error',
      ...(retryAfter !== undefined && { retryAfter }),
    };
  }
  const { pathname } = new URL(request.url ?? '/', 'http://slack');
  if (request.method !== 'POST' || !/^\/services\/./.test(pathname))
    return { status: 404, text: 'no_service' };
  const message = messageOf(body);
  if (!message) return { status: 400, text: 'invalid_payload' };
  // Whoever has gone counts it as not sent, and will send it again.
  if (!response.destroyed) inbox.add({ at: clock(), to: channelOf(message, pathname), body: message });
  return { status: 200, text: 'ok' };
}

/** What Slack writes beside a status. */
const words: Readonly<Record<number, string>> = {
  400: 'invalid_payload',
  403: 'action_prohibited',
  404: 'no_service',
  410: 'channel_is_archived',
  429: 'rate_limited',
};

function messageOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const hasText = typeof value.text === 'string' && value.text !== '';
    return hasText || isFilled(value.attachments) || isFilled(value.blocks) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const channelOf = ({ channel }: Readonly<Record<string, unknown>>, path: string): string =>
  typeof channel === 'string' && channel !== ''
    ? channel
    : `webhook-${createHash('sha256').update(path).digest('hex').slice(0, 8)}`;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maxBodyBytes) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, text, retryAfter }: SlackAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  });
  response.end(text);
}
