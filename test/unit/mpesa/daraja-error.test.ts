import { describe, expect, it } from '@jest/globals';
import { classifyDarajaError } from '../../../shared/mpesa/daraja-error.ts';
import { darajaFixture } from '../../support/daraja-fixture.ts';

const envelope = (errorCode: string, errorMessage = 'in words') => ({
  requestId: '11aa',
  errorCode,
  errorMessage,
});

describe('classifyDarajaError', () => {
  it('knows every recorded error', () => {
    const recorded = darajaFixture('http-errors') as { status: number; body: unknown }[];
    expect(recorded.map(({ status, body }) => classifyDarajaError(status, body))).toEqual([
      { kind: 'configuration', status: 400, code: '400.008.01', message: 'Invalid Authentication passed' },
      {
        kind: 'invalid_request',
        status: 400,
        code: '400.002.02',
        message: 'Bad Request - Invalid CallBackURL',
      },
      { kind: 'token_expired', status: 404, code: '404.001.03', message: 'Invalid Access Token' },
      {
        kind: 'configuration',
        status: 401,
        code: '401.003.01',
        message: 'Error Occurred : - Invalid API call as no apiproduct match found',
      },
      {
        kind: 'token_expired',
        status: 401,
        code: '401.002.01',
        message: 'Error Occurred - Invalid Access Token - ***',
      },
      {
        kind: 'throttled',
        status: 500,
        code: '500.003.02',
        message: 'Error Occurred: Spike Arrest Violation',
      },
      { kind: 'throttled', status: 500, code: '500.003.03', message: 'Error Occurred: Quota Violation' },
      { kind: 'unavailable', status: 500, code: '500.003.1001', message: 'Urls are already registered' },
    ]);
  });

  it.each([
    ['STK push and reversal', 404, '404.001.03'],
    ['malformed header', 404, '404.001.04'],
    ['balance and payouts', 401, '401.002.01'],
    ['C2B and status', 400, '400.003.01'],
    ['pull', 401, '401.001'],
    ['any other 401', 401, '401.999.99'],
    ['an envelope with HTTP 200', 200, '404.001.03'],
  ])('sees an expired token: %s', (_, status, code) => {
    expect(classifyDarajaError(status, envelope(code)).kind).toBe('token_expired');
  });

  it.each([
    [400, '400.008.02', 'configuration'],
    [401, '401.003.01', 'configuration'],
    [400, '400.002.05', 'invalid_request'],
    [404, '404.002.01', 'invalid_request'],
    [405, '405.001', 'invalid_request'],
    [200, '400.002.02', 'invalid_request'],
    [500, '500.002.1001', 'duplicate'],
    [500, '500.003.1001', 'unavailable'],
    [500, '500.001.1001', 'unavailable'],
    [400, '00.002.1001', 'unavailable'],
    [200, '500.003.02', 'throttled'],
  ])('HTTP %d with %s is %s', (status, code, kind) => {
    expect(classifyDarajaError(status, envelope(code))).toMatchObject({ kind, code, status });
  });

  const soap = { Envelope: { Body: { Fault: { faultstring: 'Policy Falsified' } } } };
  it.each([
    [503, '<html><body>Service Unavailable</body></html>', 'unavailable'],
    [502, '', 'unavailable'],
    [500, undefined, 'unavailable'],
    [500, soap, 'unavailable'],
    [200, '<html></html>', 'unavailable'],
    [400, '', 'invalid_request'],
    [404, '<html>not found</html>', 'invalid_request'],
    [401, '', 'token_expired'],
    [429, '', 'throttled'],
    [500, '<fault>Spike arrest violation</fault>', 'throttled'],
    [500, { fault: { faultstring: 'Quota Violation' } }, 'throttled'],
  ])('HTTP %d with %j, no envelope, is %s', (status, body, kind) => {
    expect(classifyDarajaError(status, body)).toEqual({
      kind,
      status,
      message: `HTTP ${status} without an error envelope`,
    });
  });

  it('keeps no phone number and no novel in its message', () => {
    const { message } = classifyDarajaError(
      400,
      envelope('400.002.02', `Invalid 254700000111 ${'x'.repeat(500)}`),
    );
    expect(message).toMatch(/^Invalid 2547\*\*\*\*0111 x+$/);
    expect(message).toHaveLength(200);
  });
});
