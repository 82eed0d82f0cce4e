import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkoutRequestId } from '../../../shared/kernel/identifiers.ts';
import { parseStkQueryAnswer } from '../../../shared/mpesa/stk-query-answer.ts';
import { darajaFixture } from '../../support/daraja-fixture.ts';

const id = checkoutRequestId('ws_CO_14102026102001456700000333');
const answer = (own: Record<string, unknown> = {}) => ({
  ResponseCode: '0',
  ResponseDescription: 'The service request has been accepted successsfully',
  MerchantRequestID: '4f1c-4c02-9a55-0a1b2c3d4e5f1234568',
  CheckoutRequestID: id,
  ResultCode: '0',
  ResultDesc: 'The service request is processed successfully.',
  ...own,
});
const error = (errorMessage: string, errorCode = '500.001.1001') => ({
  requestId: '7b21',
  errorCode,
  errorMessage,
});

describe('parseStkQueryAnswer', () => {
  const about = { about: 'attempt', channel: 'stk-query', checkoutRequestId: id };

  it.each(['0', 0])('a success (%j) confirms the push, without receipt or amount', (ResultCode) => {
    expect(parseStkQueryAnswer(200, answer({ ResultCode }), id)).toEqual({
      kind: 'told',
      notice: { ...about, outcome: 'succeeded' },
    });
  });

  it('a failure comes with its reason', () => {
    expect(parseStkQueryAnswer(200, darajaFixture('stk-query-success'), id)).toEqual({
      kind: 'told',
      notice: {
        ...about,
        outcome: 'failed',
        failure: { code: '1032', reason: 'The customer cancelled the request.' },
      },
    });
  });

  it.each([
    ['4999 with HTTP 200', 200, answer({ ResultCode: '4999' })],
    ['4999 as a number', 200, answer({ ResultCode: 4999 })],
    ['HTTP 500 that says so', 500, darajaFixture('stk-query-pending-http500')],
    ['HTTP 500 that says nothing', 500, error('')],
    ['HTTP 200 with that envelope', 200, error('The transaction is being processed')],
  ])('is pending: %s', (_, status, body) => {
    expect(parseStkQueryAnswer(status, body, id)).toEqual({ kind: 'pending' });
  });

  it('knows a push that M-Pesa does not', () => {
    expect(parseStkQueryAnswer(500, error('The transaction does not Exist'), id)).toEqual({
      kind: 'no_such_transaction',
    });
  });

  it.each(['Merchant does not exist', 'Wrong credentials'])('needs somebody: %s', (message) => {
    expect(parseStkQueryAnswer(500, error(message), id)).toMatchObject({
      kind: 'failed',
      error: { kind: 'configuration', message },
    });
  });

  it.each([
    [
      'another error under the same code',
      500,
      error('Unable to lock subscriber, a transaction is already in it'),
    ],
    ['the answer to another question', 200, answer({ CheckoutRequestID: 'ws_CO_other' })],
  ])('allows no conclusion: %s', (_, status, body) => {
    expect(parseStkQueryAnswer(status, body, id)).toEqual({ kind: 'unknown', message: expect.any(String) });
  });

  it.each([
    [404, error('Invalid Access Token', '404.001.03'), 'token_expired'],
    [500, error('Spike Arrest Violation', '500.003.02'), 'throttled'],
    [401, error('no apiproduct match', '401.003.01'), 'configuration'],
    [400, error('Invalid CheckoutRequestID', '400.002.02'), 'invalid_request'],
    [503, '<html></html>', 'unavailable'],
    [200, {}, 'unavailable'],
    [200, null, 'unavailable'],
  ])('HTTP %d %j failed: %s', (status, body, kind) => {
    expect(parseStkQueryAnswer(status, body, id)).toMatchObject({ kind: 'failed', error: { kind } });
  });

  it('takes an answer that names no push as that to its question', () => {
    expect(parseStkQueryAnswer(200, answer({ CheckoutRequestID: undefined }), id)).toMatchObject({
      kind: 'told',
    });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(200, 400, 401, 404, 500, 503), fc.jsonValue(), (status, body) => {
        expect(parseStkQueryAnswer(status, body, id).kind).toBeDefined();
      }),
    );
  });
});
