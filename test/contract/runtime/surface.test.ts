import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { surfaceRoutes } from '../../../local/surface/surface-routes.ts';
import { type RunningApp, startRuntimeApp } from '../../support/runtime-app/running-app.ts';

let app: RunningApp;
let resets = 0;

beforeAll(async () => {
  app = await startRuntimeApp({
    routes: async (runtime) =>
      surfaceRoutes(runtime, {
        version: '1.2.3',
        urls: { mail: 'http://mail.example' },
        routes: [
          {
            method: 'PUT',
            path: '/local/things/{name}',
            handle: ({ params, query, body }) => ({ status: 201, body: { params, query, body } }),
          },
        ],
        notYet: [{ path: '/local/inbox', part: 'the mail' }],
        onReset: async () => {
          resets += 1;
        },
      }),
  });
}, 60_000);

afterAll(() => app?.close());

const call = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${app.runtime.url}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
};

describe('the surface', () => {
  it('tells what there is, by the names that people know', async () => {
    expect((await call('GET', '/local/status')).body).toEqual({
      ready: true,
      version: '1.2.3',
      urls: { gateway: app.runtime.url, ...app.runtime.endpoints, mail: 'http://mail.example' },
      mongodb_uri: '',
      queues: { 'new-notes': { visible: 0, in_flight: 0, delayed: 0 }, audits: expect.anything() },
      dlqs: { 'dead-notes': expect.anything(), 'missed-runs': expect.anything() },
      functions: expect.objectContaining({
        'keep-note': { environments: 0, running: 0, waiting: 0, invocations: 0, failures: 0, throttled: 0 },
      }),
      schedules: ['tidy-notes'],
    });
  });

  it('gives a token that the API takes', async () => {
    const { status, body } = await call('POST', '/local/token', {
      sub: 'me',
      roles: ['manager'],
      fleets: ['f1', 'f2'],
    });
    expect(status).toBe(200);
    const response = await app.get('/api/notes/none', {
      authorization: `Bearer ${(body as { token: string }).token}`,
    });
    expect(await response.json()).toMatchObject({
      claims: { sub: 'me', roles: '[manager]', fleets: '[f1 f2]' },
    });
  });

  it.each<[unknown, string]>([
    [{ roles: [] }, 'sub'],
    [{ sub: 'me', roles: { admin: true } }, 'roles'],
    [undefined, ''],
  ])('names the field of a token that it cannot give: %j', async (asked, field) => {
    const { status, type, body } = await call('POST', '/local/token', asked);
    expect([status, type]).toEqual([422, 'application/problem+json']);
    expect(body).toMatchObject({ status: 422, errors: [{ field, message: expect.any(String) }] });
  });

  it('fires a schedule as if at a time', async () => {
    const { status, body } = await call('POST', '/local/schedules/tidy-notes/run', {
      time: '2026-11-20T06:00:00+03:00',
    });
    expect([status, body]).toEqual([
      200,
      { name: 'tidy-notes', time: '2026-11-20T03:00:00.000Z', result: { tidied: '2026-11-20T03:00:00Z' } },
    ]);
    expect((await call('POST', '/local/schedules/tidy-notes/run')).status).toBe(200);
  });

  it('refuses a schedule that is not there, a bad time, and tells when one fails', async () => {
    expect(await call('POST', '/local/schedules/nothing/run')).toMatchObject({
      status: 404,
      body: { detail: 'There are: tidy-notes' },
    });
    expect(await call('POST', '/local/schedules/tidy-notes/run', { time: 'noon' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'time' }] },
    });
    expect(
      await call('POST', '/local/schedules/tidy-notes/run', { time: '2001-01-01T00:00:00Z' }),
    ).toMatchObject({
      status: 502,
      body: { detail: expect.stringContaining('too old') },
    });
  });

  it('serves the routes that were added', async () => {
    expect(await call('PUT', '/local/things/a%20b?x=1', { y: 2 })).toEqual({
      status: 201,
      type: 'application/json',
      body: { params: { name: 'a b' }, query: { x: '1' }, body: { y: 2 } },
    });
  });

  it('gives a token that is over, for whoever wants to see it refused', async () => {
    const { body } = await call('POST', '/local/token', { sub: 'me', exp: 1_700_000_000 });
    const { token } = body as { readonly token: string };
    expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      sub: 'me',
      exp: 1_700_000_000,
    });
    const response = await app.get('/api/notes/none', { authorization: `Bearer ${token}` });
    expect(response.status).toBe(401);
  });

  it.each(['iss', 'aud', 'iat', 'nbf', 'jti'])(
    'refuses a token with another %s than its own',
    async (field) => {
      expect(await call('POST', '/local/token', { sub: 'me', [field]: 1 })).toMatchObject({
        status: 422,
        body: { errors: [{ field, message: 'is set by the issuer: leave it out' }] },
      });
    },
  );

  it.each(['/local/token', '/local/schedules/tidy-notes/run', '/local/reset'])(
    'takes no broken JSON: %s',
    async (path) => {
      const before = resets;
      const response = await app.post(path, '{"sub":');
      expect([response.status, response.headers.get('content-type')]).toEqual([
        400,
        'application/problem+json',
      ]);
      expect(await response.json()).toMatchObject({ status: 400, title: 'The body is not JSON' });
      expect(resets).toBe(before);
    },
  );

  it.each(['/local', '/local/'])('answers a problem at %s', async (path) => {
    expect(await call('GET', path)).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      body: { detail: `There is no GET ${path}.` },
    });
  });

  it('names what is not there yet, and what is not there at all', async () => {
    expect(await call('GET', '/local/inbox')).toMatchObject({
      status: 501,
      type: 'application/problem+json',
      body: { detail: 'It comes with the mail.' },
    });
    expect(await call('DELETE', '/local/else')).toMatchObject({
      status: 404,
      type: 'application/problem+json',
    });
  });

  it('empties everything and loads again', async () => {
    expect(await call('POST', '/local/reset')).toMatchObject({ status: 204, body: undefined });
    expect(resets).toBe(1);
  });
});
