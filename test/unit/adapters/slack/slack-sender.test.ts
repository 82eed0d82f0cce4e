import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadSecret } from '../../../../shared/adapters/secrets-manager/read-secret.ts';
import { slackSender } from '../../../../shared/adapters/slack/slack-sender.ts';
import type { SlackAnswer } from '../../../../shared/alerts/slack-sender.ts';
import type { SlackDestination } from '../../../../shared/events/slack-destination.ts';

const token = 'SeCrEtToken0123456789';
const webhook = (path = `T1/B1/${token}`) => `https://hooks.slack.com/services/${path}`;
const to = (given: Partial<SlackDestination> = {}): SlackDestination => ({
  webhook: { secretId: 'salio/dev/partners/acme', path: 'slackWebhooks.600111' },
  ...given,
});

let baseUrl = '';
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let received: { path: string; body: unknown }[] = [];
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) });
  answer(request, response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received = [];
  answering(200, 'ok');
});

const answering = (status: number, text: string, headers: Record<string, string> = {}) => {
  answer = (_, response) => response.writeHead(status, headers).end(text);
};

const secretOf =
  (value: unknown): ReadSecret =>
  async () =>
    value;
const partner = (url: unknown = webhook()) => secretOf({ slackWebhooks: { '600111': url } });

async function post(readSecret = partner(), options: { baseUrl?: string; answerLimitMs?: number } = {}) {
  const found = await slackSender({ readSecret, baseUrl, ...options }).channel(to());
  return found.ok ? found.value.post({ text: 'hello' }) : found;
}

describe('a message', () => {
  it('is posted as JSON to the webhook that the secret holds', async () => {
    expect(await post()).toEqual({ kind: 'sent' });
    expect(received).toEqual([{ path: `/services/T1/B1/${token}`, body: { text: 'hello' } }]);
  });

  it.each<[number, string, Record<string, string>, SlackAnswer]>([
    [429, 'rate_limited', { 'retry-after': '30' }, { kind: 'rate_limited', retryAfterSeconds: 30 }],
    [429, 'rate_limited', { 'retry-after': '0' }, { kind: 'rate_limited', retryAfterSeconds: 1 }],
    [429, 'rate_limited', { 'retry-after': 'soon' }, { kind: 'rate_limited', retryAfterSeconds: 10 }],
    [429, 'rate_limited', {}, { kind: 'rate_limited', retryAfterSeconds: 10 }],
    [500, 'rollup_error', {}, { kind: 'unavailable', message: 'Slack answered 500' }],
    [503, '<html>', {}, { kind: 'unavailable', message: 'Slack answered 503' }],
    [400, 'invalid_payload', {}, { kind: 'refused', reason: 'Slack answered 400 invalid_payload' }],
    [403, 'action_prohibited', {}, { kind: 'refused', reason: 'Slack answered 403 action_prohibited' }],
    [404, 'no_service', {}, { kind: 'refused', reason: 'Slack answered 404 no_service' }],
    [410, `gone: ${token}`, {}, { kind: 'refused', reason: 'Slack answered 410' }],
    [302, '', { location: 'https://evil.example' }, { kind: 'refused', reason: 'Slack answered 302' }],
  ])('answered %i %s is judged', async (status, text, headers, expected) => {
    answering(status, text, headers);
    expect(await post()).toEqual(expected);
  });

  it('without an answer may be sent again', async () => {
    answer = () => undefined;
    expect(await post(partner(), { answerLimitMs: 50 })).toEqual({
      kind: 'unavailable',
      message: 'Slack did not answer within 0.05 s',
    });
    answer = (request) => request.socket.destroy();
    expect(await post()).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/cannot be reached/),
    });
    expect(await post(partner(), { baseUrl: 'http://127.0.0.1:1' })).toMatchObject({ kind: 'unavailable' });
  });

  it('goes to a newer webhook when the remembered one was revoked', async () => {
    const readSecret: ReadSecret = async (_, freshAfter = 0) => ({
      slackWebhooks: { '600111': webhook(freshAfter > 0 ? `T1/B2/${token}` : `T1/B1/${token}`) },
    });
    answer = (request, response) =>
      request.url?.includes('/B1/') ? response.writeHead(404).end('no_service') : response.end('ok');
    expect(await post(readSecret)).toEqual({ kind: 'sent' });
    expect(received.map(({ path }) => path.split('/')[3])).toEqual(['B1', 'B2']);
  });
});

describe('a webhook', () => {
  it.each([
    ['absent', null],
    ['no text', 5],
    ['no URL', 'hooks.slack.com/services/T/B/x'],
    ['not encrypted', webhook().replace('https', 'http')],
    ['elsewhere', `https://hooks.slack.com.evil.example/services/T1/B1/${token}`],
    ['with a user', `https://hooks.slack.com@evil.example/services/T1/B1/${token}`],
    ['on another port', `https://hooks.slack.com:8443/services/T1/B1/${token}`],
    ['no incoming webhook', `https://hooks.slack.com/workflows/T1/${token}`],
    ['nothing but the host', 'https://hooks.slack.com/'],
  ])('that is %s is refused without being repeated', async (_, url) => {
    const answered = await post(partner(url));
    expect(answered).toEqual({
      ok: false,
      error: 'secret salio/dev/partners/acme holds no webhook of Slack at slackWebhooks.600111',
    });
    expect(received).toEqual([]);
  });

  it('is asked for anew when what is remembered does not hold it yet', async () => {
    const readSecret: ReadSecret = async (_, freshAfter = 0) => ({
      slackWebhooks: freshAfter > 0 ? { '600111': webhook() } : {},
    });
    expect(await post(readSecret)).toEqual({ kind: 'sent' });
  });

  it('is found under names with dots, and at the top', async () => {
    const at = async (secret: unknown, path: string) => {
      const sender = slackSender({ readSecret: secretOf(secret), baseUrl });
      return (await sender.channel(to({ webhook: { secretId: 's', path } }))).ok;
    };
    expect(await at({ slackWebhooks: { 'acme.co.ke': webhook() } }, 'slackWebhooks.acme.co.ke')).toBe(true);
    expect(await at({ webhook_url: webhook() }, 'webhook_url')).toBe(true);
    expect(await at({ webhook_url: webhook('x').replace('.com', '-gov.com') }, 'webhook_url')).toBe(true);
    expect(await at({ a: { b: 1 } }, 'a.constructor.name')).toBe(false);
    expect(await at(undefined, 'webhook_url')).toBe(false);
  });
});

describe('the key of a channel', () => {
  const keyOf = async (url: string, channel?: string) => {
    const found = await slackSender({ readSecret: partner(url), baseUrl }).channel(
      to(channel === undefined ? {} : { channel }),
    );
    return found.ok ? found.value.key : undefined;
  };

  it('is that of the workspace and the name, else of the webhook, and tells neither', async () => {
    const key = await keyOf(webhook(), '#Finance');
    expect(await keyOf(webhook(`T1/B2/${token}`), 'finance')).toBe(key);
    expect(await keyOf(webhook(`T2/B1/${token}`), '#finance')).not.toBe(key);
    expect(await keyOf(webhook(), '#ops')).not.toBe(key);
    expect(await keyOf(webhook())).not.toBe(await keyOf(webhook(`T1/B2/${token}`)));
    expect(key).toMatch(/^[0-9a-f]{32}$/);
  });
});
