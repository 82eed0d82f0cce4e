import { describe, expect, it, jest } from '@jest/globals';
import * as z from 'zod/mini';
import { httpEdge } from '../../../shared/edge/http.ts';
import { logger } from '../../../shared/edge/logger.ts';
import { readCursor } from '../../../shared/kernel/cursor.ts';
import { failed, ok } from '../../../shared/kernel/result.ts';
import { Unavailable } from '../../../shared/kernel/unavailable.ts';
import type { Route } from '../../../shared/manager/route.ts';
import { nothing } from '../../../shared/manager/words.ts';
import { aContext, anHttpEvent, type HttpEventParts } from '../../support/builders/an-http-event.ts';

const route = {
  id: 'greet-person',
  method: 'POST',
  path: '/api/people/{id}',
  summary: '',
  roles: ['admin', 'manager'],
  params: z.strictObject({ id: z.string().check(z.minLength(2)) }),
  query: z.strictObject({ loud: z.optional(z.enum(['yes', 'no'])) }),
  body: z.strictObject({ greeting: z._default(z.string(), 'hello') }),
  answer: { status: 202, schema: z.object({ said: z.string() }) },
  problems: [],
} as const satisfies Route;

const greet = httpEdge(route, async ({ params, query, body, caller }) => {
  if (params.id === 'crash') throw new TypeError('cannot read the password hunter2');
  if (params.id === 'outage') throw new Unavailable('MongoDB: connect ECONNREFUSED 10.0.0.1:27017');
  if (params.id === 'lost') readCursor('no cursor', String);
  if (params.id === 'nobody') return failed({ kind: 'not_found', detail: 'there is no person nobody' });
  return ok({ said: `${body.greeting} ${params.id}${query.loud === 'yes' ? '!' : ''} (${caller.sub})` });
});

async function send(parts: HttpEventParts) {
  const answer = await greet(anHttpEvent({ method: 'POST', params: { id: 'amina' }, ...parts }), aContext());
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body) };
}

jest.spyOn(logger, 'info').mockImplementation(() => {});
const errors = jest.spyOn(logger, 'error').mockImplementation(() => {});

describe('an http edge', () => {
  it('hands over what was asked, checked, with defaults, and answers what it is told', async () => {
    const answer = await send({ query: { loud: 'yes' }, body: { greeting: 'karibu' } });
    expect(answer).toEqual({
      status: 202,
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-request-id': 'request-1',
      },
      body: { said: 'karibu amina! (njeri)' },
    });
    expect(await send({})).toMatchObject({ body: { said: 'hello amina (njeri)' } });
  });

  it('reads a body in base64, and ids as they were meant', async () => {
    const event = { ...anHttpEvent({ params: { id: 'a%2Fb' } }), isBase64Encoded: true };
    const body = Buffer.from('{"greeting":"habari"}').toString('base64');
    expect(JSON.parse((await greet({ ...event, body }, aContext())).body)).toEqual({
      said: 'habari a/b (njeri)',
    });
    expect(await send({ params: { id: '100%' } })).toMatchObject({ body: { said: 'hello 100% (njeri)' } });
  });

  it.each(['{', 'hello', '{"greeting":}'])('answers 400 to a body that is not JSON: %s', async (body) => {
    expect(await send({ body })).toMatchObject({
      status: 400,
      headers: { 'content-type': 'application/problem+json', 'x-request-id': 'request-1' },
      body: { type: 'urn:salio:problem:unreadable-json', status: 400, instance: 'urn:request:request-1' },
    });
  });

  it('answers 401 without a verified token, 403 without the role', async () => {
    expect(await send({ claims: null })).toMatchObject({ status: 401, body: { status: 401 } });
    expect(await send({ claims: { sub: 'x', roles: '[guest]' } })).toMatchObject({
      status: 403,
      body: { title: 'Your roles do not allow this', detail: 'this needs the role admin or manager' },
    });
  });

  it('tells who may not call nothing about the request', async () => {
    const answer = await send({ claims: { sub: 'x' }, body: '{' });
    expect(answer.status).toBe(403);
  });

  it('answers 422 with every bad field, of path, query and body, unknown ones too', async () => {
    const answer = await send({
      params: { id: 'a' },
      query: { loud: 'very' },
      body: { greeting: 5, lang: 'sw' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({
      type: 'urn:salio:problem:invalid-input',
      title: 'Some fields are not as expected',
      status: 422,
      instance: 'urn:request:request-1',
      errors: [
        { field: 'id', message: 'expected at least 2 characters' },
        { field: 'loud', message: 'expected one of yes, no' },
        { field: 'greeting', message: 'expected a string' },
        { field: 'lang', message: 'is not known here' },
      ],
    });
    expect(await send({ body: '[1]' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: '', message: 'expected an object' }] },
    });
  });

  it('answers what the handler found wrong', async () => {
    expect(await send({ params: { id: 'nobody' } })).toMatchObject({
      status: 404,
      body: { type: 'urn:salio:problem:not-found', title: 'Not found', detail: 'there is no person nobody' },
    });
  });

  it('answers 422 to a cursor that was never given out, which is no failure of ours', async () => {
    errors.mockClear();
    expect(await send({ params: { id: 'lost' } })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'cursor', message: 'expected a next_cursor as it was given' }] },
    });
    expect(errors).not.toHaveBeenCalled();
  });

  it('answers 500 to a bug and 503 to an outage, without their insides, and logs them', async () => {
    errors.mockClear();
    const bug = await send({ params: { id: 'crash' } });
    expect(bug).toMatchObject({ status: 500, body: { type: 'urn:salio:problem:internal' } });
    expect(JSON.stringify(bug)).not.toMatch(/hunter2|TypeError/);
    const outage = await send({ params: { id: 'outage' } });
    expect(outage).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(JSON.stringify(outage)).not.toContain('10.0.0.1');
    expect(errors).toHaveBeenCalledTimes(2);
  });

  it('asks nobody for a token where the route is open', async () => {
    const open = { ...route, roles: [], params: nothing } as const satisfies Route;
    const answer = await httpEdge(open, async ({ caller }) => ok({ said: `[${caller.sub}]` }))(
      anHttpEvent({ claims: null }),
      aContext(),
    );
    expect(answer).toMatchObject({ statusCode: 202, body: '{"said":"[]"}' });
  });
});
