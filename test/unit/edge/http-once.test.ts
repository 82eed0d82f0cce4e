import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as z from 'zod/mini';
import { memoryIdempotencyStore } from '../../../shared/adapters/memory/idempotency-store.ts';
import { httpEdge } from '../../../shared/edge/http.ts';
import { logger } from '../../../shared/edge/logger.ts';
import { failed, ok } from '../../../shared/kernel/result.ts';
import type { Route } from '../../../shared/manager/route.ts';
import { nothing } from '../../../shared/manager/words.ts';
import { aContext, anHttpEvent } from '../../support/builders/an-http-event.ts';

const route = {
  id: 'count-up',
  method: 'POST',
  path: '/api/counts/{id}',
  summary: '',
  roles: ['admin'],
  params: z.strictObject({ id: z.string() }),
  query: nothing,
  body: z.strictObject({ by: z.int() }),
  answer: { status: 202, schema: z.object({ count: z.int() }) },
  problems: [],
} as const satisfies Route;

jest.spyOn(logger, 'info').mockImplementation(() => {});
jest.spyOn(logger, 'error').mockImplementation(() => {});

describe('a write with an Idempotency-Key', () => {
  let count: number;
  let release: () => void;
  let send: (parts?: {
    key?: string;
    by?: number;
    id?: string;
    sub?: string;
  }) => Promise<{ status: number; body: unknown }>;

  beforeEach(() => {
    count = 0;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const handler = httpEdge(
      route,
      async ({ params, body }) => {
        count += body.by;
        if (params.id === 'held') await held;
        if (params.id === 'crash') throw new Error('broken');
        return params.id === 'nowhere' ? failed({ kind: 'not_found' }) : ok({ count });
      },
      { idempotency: memoryIdempotencyStore(), clock: () => 0 },
    );
    send = async ({ key, by = 1, id = 'a', sub = 'njeri' } = {}) => {
      const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
      const event = anHttpEvent({
        method: 'POST',
        params: { id },
        headers,
        body: { by },
        claims: { sub, roles: '[admin]' },
      });
      const answer = await handler(event, aContext());
      return { status: answer.statusCode, body: JSON.parse(answer.body) };
    };
  });

  it('is done once; the same request gets the first answer again', async () => {
    expect(await send({ key: 'k' })).toEqual({ status: 202, body: { count: 1 } });
    expect(await send({ key: 'k' })).toEqual({ status: 202, body: { count: 1 } });
    expect(count).toBe(1);
  });

  it('is done every time without a key', async () => {
    await send();
    expect(await send()).toMatchObject({ body: { count: 2 } });
  });

  it('is refused when the key was used for another body or another path', async () => {
    await send({ key: 'k' });
    const reused = { status: 422, body: { type: 'urn:salio:problem:idempotency-key-reused' } };
    expect(await send({ key: 'k', by: 2 })).toMatchObject(reused);
    expect(await send({ key: 'k', id: 'b' })).toMatchObject(reused);
    expect(count).toBe(1);
  });

  it('waits for nobody: while the first still runs, 409', async () => {
    const first = send({ key: 'k', id: 'held' });
    expect(await send({ key: 'k', id: 'held' })).toMatchObject({
      status: 409,
      body: { type: 'urn:salio:problem:request-in-progress' },
    });
    release();
    expect(await first).toMatchObject({ status: 202 });
    expect(count).toBe(1);
  });

  it('is another one for another person', async () => {
    await send({ key: 'k' });
    expect(await send({ key: 'k', sub: 'otieno' })).toMatchObject({ body: { count: 2 } });
  });

  it.each([
    ['nowhere', 404],
    ['crash', 500],
  ])('may be tried again when it came to nothing: %s', async (id, status) => {
    expect(await send({ key: 'k', id })).toMatchObject({ status });
    expect(await send({ key: 'k', id })).toMatchObject({ status });
    expect(count).toBe(2);
  });

  it('has a key of a sensible length', async () => {
    expect(await send({ key: 'k'.repeat(256) })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'Idempotency-Key', message: 'expected at most 255 characters' }] },
    });
    expect(count).toBe(0);
  });
});
