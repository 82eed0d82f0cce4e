import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eastAfricaStamp } from '../../../shared/kernel/time.ts';
import { aListing, type SimulatedMpesa, simulatedMpesa } from '../../support/simulated-mpesa.ts';

describe('the simulated Daraja API', () => {
  let mpesa: SimulatedMpesa;
  let credentials: Record<string, string>;
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(mpesa.simulator.url + path, init);
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  const tokenRequest = (key = credentials.consumerKey, grant = 'client_credentials') =>
    call(`/oauth/v1/generate?grant_type=${grant}`, {
      headers: {
        authorization: `Basic ${Buffer.from(`${key}:${credentials.consumerSecret}`).toString('base64')}`,
      },
    });
  const post = async (path: string, body: object, token?: string) =>
    call(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token ?? (await tokenRequest()).body.access_token}` },
      body: JSON.stringify(body),
    });
  const aPush = (given: object = {}) => {
    const Timestamp = eastAfricaStamp(Date.now());
    return {
      BusinessShortCode: '600111',
      Password: Buffer.from(`600111${credentials.passkey}${Timestamp}`).toString('base64'),
      Timestamp,
      TransactionType: 'CustomerPayBillOnline',
      Amount: 1500,
      PartyA: '254700000111',
      PartyB: '600111',
      PhoneNumber: '254700000111',
      CallBackURL: `${mpesa.received.length}`,
      AccountReference: 'INV-00418',
      TransactionDesc: 'Ticket',
      ...given,
    };
  };
  const callbackUrl = async () => (await mpesa.simulator.directory.merchant('600111'))?.stkUrl ?? '';

  beforeEach(async () => {
    mpesa = await simulatedMpesa();
    mpesa.listed.push(aListing({ partnerId: 'bora', shortcode: '174379' }));
    await mpesa.registrations.all();
    credentials = JSON.parse(mpesa.secrets.get('acme') ?? '{}');
  });
  afterEach(() => mpesa.close());

  it('gives a token to a known app only, its life as text', async () => {
    expect(await tokenRequest()).toMatchObject({ status: 200, body: { expires_in: '3599' } });
    expect(await tokenRequest('stranger')).toMatchObject({ status: 400, body: { errorCode: '400.008.01' } });
    expect(await tokenRequest(credentials.consumerKey, 'password')).toMatchObject({
      body: { errorCode: '400.008.02' },
    });
  });

  it.each([
    ['/mpesa/stkpushquery/v1/query', 404, '404.001.03'],
    ['/mpesa/transactionstatus/v1/query', 400, '400.003.01'],
    ['/mpesa/c2b/v2/registerurl', 400, '400.003.01'],
    ['/mpesa/accountbalance/v1/query', 401, '401.002.01'],
    ['/pulltransactions/v1/query', 401, '401.001'],
  ])('refuses an unknown token on %s with that product’s code', async (path, status, errorCode) => {
    expect(await post(path, {}, 'unknown')).toMatchObject({ status, body: { errorCode } });
  });

  it('ends the old token when a new one is asked for', async () => {
    const { access_token: old = '' } = (await tokenRequest()).body;
    await tokenRequest();
    expect(await post('/mpesa/stkpush/v1/processrequest', {}, old)).toMatchObject({
      body: { errorCode: '404.001.03' },
    });
  });

  it('takes a push and tells of its end at the URL that was asked for', async () => {
    const answer = await post(
      '/mpesa/stkpush/v1/processrequest',
      aPush({ CallBackURL: await callbackUrl() }),
    );
    expect(answer).toMatchObject({ status: 200, body: { ResponseCode: '0' } });
    expect(answer.body.CheckoutRequestID).toMatch(/^ws_CO_\d{17}700000111$/);
    const [callback] = await mpesa.at('stk');
    expect(callback?.body).toMatchObject({
      Body: { stkCallback: { CheckoutRequestID: answer.body.CheckoutRequestID, ResultCode: 0 } },
    });
  });

  it.each([
    [{ Amount: 10.5 }, 'Amount'],
    [{ PhoneNumber: '0700000111' }, 'PhoneNumber'],
    [{ CallBackURL: 'https://pay.example.test/ stk' }, 'CallBackURL'],
    [{ TransactionDesc: '' }, 'TransactionDesc'],
    [{ TransactionType: 'Pay' }, 'TransactionType'],
  ])('refuses a push with %j', async (given, field) => {
    const answer = await post(
      '/mpesa/stkpush/v1/processrequest',
      aPush({ CallBackURL: await callbackUrl(), ...given }),
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { errorCode: '400.002.02', errorMessage: `Bad Request - Invalid ${field}` },
    });
  });

  it('refuses a wrong password, and a shortcode of another app', async () => {
    const CallBackURL = await callbackUrl();
    const push = (given: object) =>
      post('/mpesa/stkpush/v1/processrequest', aPush({ CallBackURL, ...given }));
    expect(await push({ Password: 'wrong' })).toMatchObject({
      status: 500,
      body: { errorMessage: 'Wrong credentials' },
    });
    expect(await push({ BusinessShortCode: '174379', PartyB: '174379' })).toMatchObject({
      body: { errorCode: '500.001.1001', errorMessage: 'Merchant does not exist' },
    });
  });

  it('registers C2B URLs once, and refuses URLs with forbidden words', async () => {
    const url = 'https://pay.example.test/hooks/1';
    const request = {
      ShortCode: '600111',
      ResponseType: 'Completed',
      ConfirmationURL: url,
      ValidationURL: url,
    };
    const register = (given: object) => post('/mpesa/c2b/v1/registerurl', { ...request, ...given });
    expect(await register({ ConfirmationURL: 'https://x.test/mpesa' })).toMatchObject({
      body: { errorMessage: 'Bad Request - Invalid ConfirmationURL' },
    });
    expect(await register({ ResponseType: 'completed' })).toMatchObject({ status: 400 });
    expect(await register({})).toMatchObject({ status: 200, body: { ResponseDescription: 'Success' } });
    expect(await mpesa.simulator.directory.merchant('600111')).toMatchObject({
      c2b: { version: 'v1', confirmationUrl: url },
    });
    expect(await register({})).toMatchObject({ status: 500, body: { errorCode: '500.003.1001' } });
  });

  it('has a customer pay by C2B when the sandbox’s simulate is called', async () => {
    const answer = await post('/mpesa/c2b/v2/simulate', {
      ShortCode: '600111',
      CommandID: 'CustomerPayBillOnline',
      Amount: 10,
      Msisdn: '254700000111',
      BillRefNumber: 'inv 00418',
    });
    expect(answer.status).toBe(200);
    expect((await mpesa.at('c2b/confirmation'))[0]?.body).toMatchObject({
      BillRefNumber: 'inv 00418',
      TransAmount: '10.00',
    });
  });

  it('says by name what it does not simulate, and 404 and 405 as Daraja does', async () => {
    expect(await post('/mpesa/reversal/v1/request', {})).toMatchObject({
      status: 501,
      body: { errorMessage: 'The simulator does not offer Reversal yet' },
    });
    expect(await post('/mpesa/nothing', {})).toMatchObject({
      status: 404,
      body: { errorCode: '404.001.01' },
    });
    expect(await call('/mpesa/stkpush/v1/processrequest')).toMatchObject({
      status: 405,
      body: { errorCode: '405.001' },
    });
  });

  it('throttles as spike arrest, with HTTP 500', async () => {
    await mpesa.local('PUT', '/local/mpesa/faults', { throttle: 1 });
    expect(await tokenRequest()).toMatchObject({ status: 500, body: { errorCode: '500.003.02' } });
  });

  it('shows the requests it received, newest first, without secrets or phone numbers', async () => {
    await post('/mpesa/stkpush/v1/processrequest', aPush({ CallBackURL: await callbackUrl() }));
    const { body } = await mpesa.local('GET', '/local/mpesa/requests');
    const text = JSON.stringify(body);
    expect(body).toMatchObject([
      {
        method: 'POST',
        path: '/mpesa/stkpush/v1/processrequest',
        status: 200,
        body: { Password: '***', PartyA: '2547****0111' },
      },
      { method: 'GET', path: '/oauth/v1/generate', status: 200, headers: { authorization: '***' } },
    ]);
    expect(text).not.toContain('700000111');
    expect(text).not.toMatch(/[0-9a-f]{48}/);
  });
});
