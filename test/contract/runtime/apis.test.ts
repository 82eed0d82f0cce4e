import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startRuntimeApp } from '../../support/runtime-app/running-app.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await startRuntimeApp();
}, 60_000);

afterAll(() => app?.close());

const answerOf = async (response: Response) => ({ status: response.status, body: await response.json() });

describe('a REST API', () => {
  it('puts the whole body into the queue, with what the template reads from the request as attributes', async () => {
    const body = '{ "id":"raw", "text":"O\'Neil & Söhne = 100 % + 😀",\n"n": 10.50 }';
    expect(await answerOf(await app.post('/notes/caf%C3%A9%20%26%20bar', body))).toEqual({
      status: 200,
      body: { accepted: true },
    });
    await app.runtime.idle();
    const note = await app.note('raw');
    expect(note).toMatchObject({
      raw: { S: body },
      topic: { S: 'café & bar' },
      source_ip: { S: '127.0.0.1' },
    });
    expect(Math.abs(Date.now() - Number(note?.received_at?.S))).toBeLessThan(60_000);
  });

  it('refuses whom its resource policy does not let in', async () => {
    const { hostname, port } = new URL(app.runtime.url);
    const options = { hostname, port, path: '/notes/x', method: 'POST', localAddress: '127.0.0.2' };
    const status = await new Promise((resolve, reject) => {
      const asked = request(options, ({ statusCode }) => resolve(statusCode));
      asked.on('error', reject).end('{}');
    });
    expect(status).toBe(403);
  });

  it('takes JSON with a charset, and no type at all for JSON', async () => {
    expect(
      (
        await app.post(
          '/notes/x',
          { id: 'charset', text: 'a' },
          { 'content-type': 'application/json; charset=utf-8' },
        )
      ).status,
    ).toBe(200);
    const untyped = await fetch(`${app.runtime.url}/notes/x`, {
      method: 'POST',
      body: Buffer.from('{"id":"untyped","text":"a"}'),
    });
    expect(untyped.status).toBe(200);
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])(
    'answers 415 to %s',
    async (type) => {
      expect(await answerOf(await app.post('/notes/x', 'a', { 'content-type': type }))).toEqual({
        status: 415,
        body: { message: 'Unsupported Media Type' },
      });
    },
  );

  it('maps what the queue refuses', async () => {
    expect(await answerOf(await app.post('/notes/x', '{"id":"bell","text":"\u0007"}'))).toEqual({
      status: 400,
      body: { accepted: false },
    });
  });

  it('answers 403 to a path that is none of its own, and to another method', async () => {
    const missing = { status: 403, body: { message: 'Missing Authentication Token' } };
    expect(await answerOf(await app.get('/notes/x'))).toEqual(missing);
    expect(await answerOf(await app.get('/notes'))).toEqual(missing);
  });

  it('answers 413 beyond ten megabytes', async () => {
    expect((await app.post('/notes/x', 'x'.repeat(10 * 1024 * 1024 + 1))).status).toBe(413);
  });

  it('hands a function what the template makes of the request, and its answer back', async () => {
    expect(await answerOf(await app.post('/notes/so%20%22big%22/check', { text: 'four' }))).toEqual({
      status: 200,
      body: { topic: 'so "big"', length: 4 },
    });
  });

  it("chooses the answer by the function's error", async () => {
    expect(await answerOf(await app.post('/notes/x/check', {}))).toEqual({
      status: 422,
      body: { why: 'Refused: a note needs text' },
    });
    expect(await answerOf(await app.post('/notes/x/check', { text: 'slow' }))).toEqual({
      status: 504,
      body: { why: 'slow' },
    });
  });

  it('hands a proxied function the event of payload format 1.0', async () => {
    const { status, body } = await answerOf(await app.get('/notes/a/b/c?q=1&q=2', { 'X-Name': 'v' }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      resource: '/notes/{topic}/{rest+}',
      path: '/notes/a/b/c',
      httpMethod: 'GET',
      headers: { 'x-name': 'v' },
      pathParameters: { topic: 'a', rest: 'b/c' },
      queryStringParameters: { q: '2' },
      multiValueQueryStringParameters: { q: ['1', '2'] },
      requestContext: { stage: 'live', identity: { sourceIp: '127.0.0.1' } },
      body: null,
    });
  });
});

describe('an HTTP API', () => {
  const authorized = (token: string) => ({ authorization: `Bearer ${token}` });

  it('hands a function the claims of a good token as text', async () => {
    const token = app.runtime.token({ sub: 'reader-1', roles: ['admin', 'manager'], level: 3, active: true });
    const response = await app.get('/api/notes/none', authorized(token));
    expect(response.headers.get('x-reader')).toBe('reader-1');
    expect(await answerOf(response)).toMatchObject({
      status: 404,
      body: { claims: { sub: 'reader-1', roles: '[admin manager]', level: '3', active: 'true' } },
    });
  });

  it.each<[string, () => Readonly<Record<string, string>>]>([
    ['no token', () => ({})],
    ['no real token', () => authorized('abc')],
    [
      'a token that was changed',
      () => authorized(changed(app.runtime.token({ sub: 'a', roles: ['manager'] }))),
    ],
  ])('answers 401 to %s', async (_what, headers) => {
    const response = await app.get('/api/notes/none', headers());
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answerOf(response)).toEqual({ status: 401, body: { message: 'Unauthorized' } });
  });

  it('takes what a function answers without a status for the body of a 200', async () => {
    const { status, body } = await answerOf(
      await app.post('/api/open?a=1&a=2&b=%C3%A9', { x: 1 }, { cookie: 'a=1; b=2' }),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /api/open',
      rawPath: '/api/open',
      rawQueryString: 'a=1&a=2&b=%C3%A9',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { a: '1,2', b: 'é' },
      body: '{"x":1}',
      isBase64Encoded: false,
      requestContext: {
        http: { method: 'POST', path: '/api/open', sourceIp: '127.0.0.1' },
        stage: '$default',
      },
    });
  });

  it('hands bytes on as base64', async () => {
    const { body } = await answerOf(
      await app.post('/api/open', 'ÿ', { 'content-type': 'application/octet-stream' }),
    );
    expect(body).toMatchObject({ body: Buffer.from('ÿ').toString('base64'), isBase64Encoded: true });
  });

  it('answers 404 to a path that is none of its own', async () => {
    expect(await answerOf(await app.get('/api/nothing'))).toEqual({
      status: 404,
      body: { message: 'Not Found' },
    });
  });

  it('lets the origins of the template in, and no other', async () => {
    const preflight = (origin: string) =>
      fetch(`${app.runtime.url}/api/open`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
    const known = await preflight('https://notes.example');
    expect([
      known.status,
      known.headers.get('access-control-allow-origin'),
      known.headers.get('access-control-allow-methods'),
    ]).toEqual([204, 'https://notes.example', 'GET']);
    expect((await preflight('https://other.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the issuer', () => {
  it('publishes what a client needs to check its tokens', async () => {
    const issuer = `${app.runtime.url}/local/oidc`;
    const discovery = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as {
      issuer: string;
      jwks_uri: string;
    };
    expect(discovery.issuer).toBe(issuer);
    const { keys } = (await (await fetch(discovery.jwks_uri)).json()) as {
      keys: { kid: string; d?: string }[];
    };
    const [header = ''] = app.runtime.token({ sub: 'a' }).split('.');
    expect(keys.map(({ kid }) => kid)).toContain(
      (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid,
    );
    expect(keys.every(({ d }) => d === undefined)).toBe(true);
  });
});

/** The same signature under other claims. */
function changed(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return [
    header,
    Buffer.from(JSON.stringify({ ...claims, roles: ['admin'] })).toString('base64url'),
    signature,
  ].join('.');
}
