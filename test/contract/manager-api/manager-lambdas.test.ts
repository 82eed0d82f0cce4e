import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ObjectId } from 'mongodb';
import * as z from 'zod/mini';
import { routes } from '../../../shared/manager/routes.ts';
import { startManagerStack } from './manager-stack.ts';

const hexId = '65f000000000000000000001';
const createdAt = new Date(Date.now() - 60_000);
const manager = { sub: 'otieno', roles: '[manager]', fleets: '[fleet-1 fleet-2]' };

describe('the manager API', () => {
  let stack: Awaited<ReturnType<typeof startManagerStack>>;
  beforeAll(async () => {
    stack = await startManagerStack();
  });
  afterAll(() => stack.stop());
  beforeEach(async () => {
    await stack.payments.deleteMany({});
    await stack.payments.insertMany([
      ...['pay-1', 'pay/2', new ObjectId(hexId)].map((_id) => ({
        ...{
          _id,
          amount: '1,500.00',
          status: 'processing',
          fleetId: 'fleet-1',
          payerName: 'Amina W.',
          createdAt,
        },
        payerPhone: '254700000111',
      })),
      { _id: 'odd', amount: 'soon', status: 'processing', fleetId: 'fleet-1' },
      { _id: 'fleet-3', amount: 5, status: 'processing', fleetId: 'fleet-3' },
    ]);
  });

  const answersAsDescribed = (name: string, { status, body }: { status: number; body: unknown }): void => {
    const route = routes.find(({ id }) => id === name);
    expect(status).toBe(route?.answer.status);
    expect(route && z.safeParse(route.answer.schema, body).error).toBeUndefined();
  };

  describe('a payment', () => {
    const read = (id: string, claims?: Record<string, string>) =>
      stack.call('read-payment', { params: { id }, ...(claims && { claims }) });

    it('that nobody decided on yet is pending', async () => {
      const answer = await read(hexId);
      answersAsDescribed('read-payment', answer);
      expect(answer.body).toMatchObject({
        payment: { id: hexId, amount: 1500, payerPhone: '2547****0111' },
        reconciliation: { status: 'pending', version: 0, decidedAt: null },
        ...{ transactions: [], attempts: [], audit: [] },
      });
    });

    it('is for admins, and for managers of its fleet', async () => {
      expect(await read('pay-1', manager)).toMatchObject({ status: 200 });
      expect(await read('fleet-3', manager)).toMatchObject({
        status: 404,
        body: { detail: 'there is no payment fleet-3' },
      });
      expect(await read('fleet-3')).toMatchObject({ status: 200 });
      expect(await read('pay-1', { sub: 'guest', roles: '[]' })).toMatchObject({ status: 403 });
    });

    it('that is not there, stands twice or cannot be read is a problem of its own', async () => {
      await stack.payments.insertOne({ _id: hexId, amount: 1, status: 'pending' });
      expect(await read('nowhere')).toMatchObject({
        status: 404,
        body: { type: 'urn:salio:problem:not-found' },
      });
      expect(await read(hexId)).toMatchObject({
        status: 409,
        body: { type: 'urn:salio:problem:ambiguous-id' },
      });
      expect(await read('odd')).toMatchObject({
        status: 422,
        body: { type: 'urn:salio:problem:unreadable-payment', errors: [{ field: 'amount' }] },
      });
    });
  });

  describe('reconciling by hand', () => {
    it('decides now, and writes an audit event in the name of who asked, each time', async () => {
      const body = { trigger: 'manual' };
      const first = await stack.call('reconcile-session', {
        method: 'POST',
        params: { id: 'pay%2F2' },
        body,
      });
      answersAsDescribed('reconcile-session', first);
      expect(first.body.result).toMatchObject({
        sessionId: 'pay/2',
        status: 'pending',
        sessionDetails: { client: 'Amina W.', amount: 1500 },
        reconciliationMetadata: { trigger: 'manual' },
      });
      await stack.call('reconcile-session', { method: 'POST', params: { id: 'pay/2' } });
      const { body: known } = await stack.call('read-payment', { params: { id: 'pay/2' } });
      expect(known.audit).toMatchObject([
        { version: 1, by: 'njeri' },
        { version: 2, by: 'njeri', what: 'pending, unchanged' },
      ]);
      expect(stack.facts).toContainEqual(expect.objectContaining({ DetailType: 'payment.reconciled' }));
    });

    it('answers the first time’s answer to the same Idempotency-Key', async () => {
      const send = (trigger: string) =>
        stack.call('reconcile-session', {
          ...{
            method: 'POST',
            params: { id: 'pay-1' },
            headers: { 'idempotency-key': 'k' },
            body: { trigger },
          },
        });
      const first = await send('manual');
      expect(await send('manual')).toEqual(first);
      expect(await send('sweep')).toMatchObject({ status: 422 });
      const { body } = await stack.call('read-payment', { params: { id: 'pay-1' } });
      expect(body.audit).toHaveLength(1);
    });

    it('refuses who is no admin, what is not there, and fields it does not know', async () => {
      const send = (parts: object) =>
        stack.call('reconcile-session', { method: 'POST', params: { id: 'pay-1' }, ...parts });
      expect(await send({ claims: manager })).toMatchObject({ status: 403 });
      expect(await send({ params: { id: 'nowhere' } })).toMatchObject({ status: 404 });
      expect(await send({ body: { trigger: 'whim', why: 1 } })).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'trigger' }, { field: 'why', message: 'is not known here' }] },
      });
    });

    it('does many at once, each with its result or error', async () => {
      const sessionIds = ['pay-1', 'nowhere', 'odd', 'fleet-3'];
      const answer = await stack.call('reconcile-bulk', { method: 'POST', body: { sessionIds } });
      answersAsDescribed('reconcile-bulk', answer);
      expect(answer.body.results).toMatchObject([
        { sessionId: 'pay-1', result: { status: 'pending' } },
        {
          sessionId: 'nowhere',
          error: { status: 404, title: 'Not found', type: 'urn:salio:problem:not-found' },
        },
        { sessionId: 'odd', error: { status: 422 } },
        { sessionId: 'fleet-3', result: { sessionDetails: { amount: 5 } } },
      ]);
    });

    it('refuses more than a hundred', async () => {
      const sessionIds = Array.from({ length: 101 }, (_, n) => `p${n}`);
      expect(await stack.call('reconcile-bulk', { method: 'POST', body: { sessionIds } })).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'sessionIds', message: 'expected at most 100 items' }] },
      });
    });
  });

  it('queues a payment, and tells how much waits', async () => {
    const before = await stack.call('read-active');
    answersAsDescribed('read-active', before);
    const answer = await stack.call('queue-session', { method: 'POST', params: { id: 'pay/2' }, body: {} });
    answersAsDescribed('queue-session', answer);
    expect(answer.body).toEqual({ success: true, queued: true, location: '/api/v1/payments/pay%2F2' });
    expect(await stack.call('queue-session', { method: 'POST', params: { id: 'nowhere' } })).toMatchObject({
      status: 404,
    });
    const after = await stack.call('read-active');
    expect(after.body.queueLength).toBe(before.body.queueLength + 1);
    expect(after.body).toMatchObject({ success: true, activeReconciliations: 0, connectedClients: 0 });
  });

  it('counts what was reconciled', async () => {
    const before = await stack.call('read-stats');
    answersAsDescribed('read-stats', before);
    await stack.call('reconcile-bulk', {
      method: 'POST',
      body: { sessionIds: ['pay-1', 'fleet-3', 'nowhere'] },
    });
    const { body } = await stack.call('read-stats');
    expect(body.stats).toMatchObject({
      totalProcessed: before.body.stats.totalProcessed + 3,
      failedReconciliations: before.body.stats.failedReconciliations + 1,
      lastProcessedAt: expect.stringMatching(/Z$/),
    });
  });
});
